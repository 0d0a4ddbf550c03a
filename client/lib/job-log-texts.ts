import type { JobLogEntry } from '../../core/schema/api/jobs.ts';
import { defineTexts } from './i18n/define-texts.ts';

/** What happened to a job, by the code of the log's entry; a part in braces is one of the entry's values. */
export const jobLogTexts = defineTexts(
  {
    queued: 'The job was queued.',
    started: 'Worker {worker} began, on {device}.',
    planned: 'Frames to label: {frames}; parts: {parts}.',
    resumed_elsewhere: 'Worker {worker} went on behind frame {frame}.',
    paused: 'The job was paused.',
    resumed: 'The job went on.',
    cancelled: 'The job was cancelled.',
    worker_lost: 'Worker {worker} was lost at frame {frame}.',
    retrying: 'Tried again in {seconds} s: {message}',
    failed: 'The job failed: {message}',
    labelled: 'Frames labelled: {frames}, in {seconds} s.',
    writing: 'The dataset is being written.',
    saved: 'The dataset "{dataset}" was saved.',
    retried: 'The job was started again.',
    done: 'The job is done.',
  },
  {
    queued: 'Задание поставлено в очередь.',
    started: 'Исполнитель {worker} начал работу, устройство: {device}.',
    planned: 'Кадров для разметки: {frames}; частей: {parts}.',
    resumed_elsewhere: 'Исполнитель {worker} продолжил после кадра {frame}.',
    paused: 'Задание приостановлено.',
    resumed: 'Задание продолжено.',
    cancelled: 'Задание отменено.',
    worker_lost: 'Исполнитель {worker} пропал на кадре {frame}.',
    retrying: 'Повтор через {seconds} с: {message}',
    failed: 'Задание завершилось с ошибкой: {message}',
    labelled: 'Размечено кадров: {frames}, за {seconds} с.',
    writing: 'Датасет записывается.',
    saved: 'Датасет «{dataset}» сохранён.',
    retried: 'Задание запущено снова.',
    done: 'Задание выполнено.',
  },
);

/** An entry of a job's log in the language of the page; a code of a newer server is shown as it is. */
export function logLine({ code, values }: JobLogEntry): string {
  const template = Object.hasOwn(jobLogTexts, code) ? jobLogTexts[code as keyof typeof jobLogTexts] : code;
  return template.replace(/\{([a-z]+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}
