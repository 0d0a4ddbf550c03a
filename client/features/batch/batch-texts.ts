import { defineTexts } from '../../i18n/define-texts.ts';
import { formatCount, formatNumber, pluralForm } from '../../i18n/plural.ts';

/** Texts of labelling several projects on the server at once. */
export const batchTexts = defineTexts(
  {
    title: 'Label projects on the server',
    why: 'The videos go up one after the other; then each project is a job of its own, and you may close the page.',
    choose: 'Projects',
    chooseAll: 'All of them',
    chooseFirst: 'Choose at least one project.',
    none: 'No project here has labels to propagate. Label a frame of one first.',
    facts: (labelled: number, size: string) => `${formatCount(labelled, 'frame')} labelled, ${size}`,
    noVideo: 'The browser has no copy of its video: open it once with the file.',
    tooLarge: (limit: string) => `Its video is larger than the ${limit} that the server takes.`,
    name: 'Name of each dataset',
    nameHint: '{project} stands for the name of the project, {n} for its number here.',
    nameEmpty: 'Give the datasets a name.',
    nameSame: 'Put {project} or {n} into it, so that the names differ.',
    noWorker: 'No worker of the server is running: the jobs will wait for one.',
    start: (count: number) =>
      count === 0
        ? 'Send'
        : `Send ${formatNumber(count)} ${pluralForm('en', count, { one: 'project', other: 'projects' })}`,
    cancel: 'Cancel',
    stop: 'Stop',
    again: 'Try the others again',
    close: 'Close',
    seeJobs: 'See the jobs',
    sentOf: (sent: number, all: number) => `${formatNumber(sent)} of ${formatNumber(all)} in the queue of the server`,
    progressOf: (name: string) => `Progress of ${name}`,
    states: { waiting: 'Waiting', queued: 'In the queue', failed: 'Failed', stopped: 'Not sent' },
    blocked: 'Its labels have to be put right first: open it and press "Create dataset" to see what is wrong.',
  },
  {
    title: 'Разметить проекты на сервере',
    why: 'Видео отправляются по очереди; затем каждый проект становится отдельным заданием, и страницу можно закрыть.',
    choose: 'Проекты',
    chooseAll: 'Все',
    chooseFirst: 'Выберите хотя бы один проект.',
    none: 'Здесь нет проектов с разметкой, которую можно распространить. Сначала разметьте кадр.',
    facts: (labelled, size) => `размечено: ${formatCount(labelled, 'frame')}, ${size}`,
    noVideo: 'В браузере нет копии этого видео: откройте проект один раз, выбрав файл.',
    tooLarge: (limit) => `Видео больше, чем принимает сервер (${limit}).`,
    name: 'Название каждого датасета',
    nameHint: '{project} — название проекта, {n} — его номер здесь.',
    nameEmpty: 'Дайте датасетам название.',
    nameSame: 'Добавьте {project} или {n}, чтобы названия различались.',
    noWorker: 'На сервере не запущен ни один исполнитель: задания будут его ждать.',
    start: (count) =>
      count === 0
        ? 'Отправить'
        : `Отправить ${formatNumber(count)} ${pluralForm('ru', count, { one: 'проект', few: 'проекта', many: 'проектов', other: 'проекта' })}`,
    cancel: 'Отмена',
    stop: 'Остановить',
    again: 'Повторить для остальных',
    close: 'Закрыть',
    seeJobs: 'Открыть задания',
    sentOf: (sent, all) => `В очереди сервера: ${formatNumber(sent)} из ${formatNumber(all)}`,
    progressOf: (name) => `Ход отправки: ${name}`,
    states: { waiting: 'Ожидает', queued: 'В очереди', failed: 'Ошибка', stopped: 'Не отправлен' },
    blocked: 'Сначала нужно исправить разметку: откройте проект и нажмите «Создать датасет», чтобы увидеть ошибки.',
  },
);
