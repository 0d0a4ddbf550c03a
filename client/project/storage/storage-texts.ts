import { defineTexts } from '../../i18n/define-texts.ts';

/** Texts for failures to store work in the browser. */
export const storageTexts = defineTexts(
  {
    noSpace:
      'The browser has no space left for this project: free some disk space, or keep your work with Save project.',
    notAllowed:
      'This browser does not let the page keep projects (a private window, perhaps): keep your work with Save project.',
    newerApp: 'A newer version of the app has been used in this browser: reload the page to get it.',
    conflict:
      'This project was changed in another tab, so the changes made here are not kept: save them as a file with Save project.',
    openElsewhere: 'This project is open in another tab: close it there first.',
    noSuchProject: 'This project is not in this browser: it was deleted, or the address comes from another browser.',
    locked: 'Labels are being propagated: rename the project when that has ended.',
    noSampleClip: 'This browser could not make the sample clip: choose a video of your own.',
    otherFile: (name: string, size: string) =>
      `This is another file: the project belongs to ${name} (${size}). Choose that one.`,
    otherFrames: (name: string, frames: string) =>
      `The frames of this file are not those of the project, which has ${frames} of ${name}. Choose the file that it was made from.`,
    copyName: (name: string) => `${name} (copy)`,
  },
  {
    noSpace:
      'В браузере не осталось места для этого проекта: освободите место на диске или сохраните работу в файл кнопкой «Сохранить проект».',
    notAllowed:
      'Браузер не разрешает странице хранить проекты (возможно, это приватное окно): сохраните работу в файл кнопкой «Сохранить проект».',
    newerApp: 'В этом браузере уже работала более новая версия приложения: перезагрузите страницу, чтобы получить её.',
    conflict:
      'Этот проект изменили в другой вкладке, поэтому здешние изменения не сохраняются: сохраните их в файл кнопкой «Сохранить проект».',
    openElsewhere: 'Этот проект открыт в другой вкладке: сначала закройте его там.',
    noSuchProject: 'Этого проекта в браузере нет: его удалили, или ссылка ведёт из другого браузера.',
    locked: 'Разметка сейчас распространяется: переименуйте проект, когда это закончится.',
    noSampleClip: 'Браузер не смог создать пробный ролик: выберите своё видео.',
    otherFile: (name: string, size: string) =>
      `Это другой файл: проект сделан по файлу ${name} (${size}). Выберите его.`,
    otherFrames: (name: string, frames: string) =>
      `Кадры этого файла не те, что в проекте: в нём ${frames} из ${name}. Выберите файл, по которому он сделан.`,
    copyName: (name: string) => `${name} (копия)`,
  },
);
