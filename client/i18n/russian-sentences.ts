/**
 * Sentences of the core, of the video reader and of the server that say more than their code does, in English
 * and in Russian. A part in braces is a parameter. A test compares the English ones with the sources.
 */
export const SENTENCES: readonly (readonly [english: string, russian: string])[] = [
  // opening and reading a video
  ['"{name}" is empty.', 'Файл «{name}» пуст.'],
  [
    '"{name}" is not a video file that can be read here (MP4, MOV, WebM, MKV and MPEG-TS can).',
    'Файл «{name}» не является видео, которое здесь можно прочитать (подойдут MP4, MOV, WebM, MKV и MPEG-TS).',
  ],
  [
    '"{name}" has sound but no picture: there is nothing to label.',
    'В файле «{name}» есть звук, но нет изображения: размечать нечего.',
  ],
  ['"{name}" has no picture: there is nothing to label.', 'В файле «{name}» нет изображения: размечать нечего.'],
  [
    '"{name}" is compressed with a codec that cannot be decoded here ({codec}); convert it to H.264 or VP9 first.',
    'Видео «{name}» сжато кодеком, который здесь не декодируется ({codec}); сначала преобразуйте его в H.264 или VP9.',
  ],
  [
    '"{name}" is copy-protected (encrypted): its pictures cannot be read.',
    'Видео «{name}» защищено от копирования (зашифровано): его кадры нельзя прочитать.',
  ],
  [
    '"{name}" has no frame that can be shown: it is damaged or was cut off.',
    'В видео «{name}» нет ни одного кадра, который можно показать: файл повреждён или обрезан.',
  ],
  [
    '"{name}" was cut off, or its recording was never finished: the list of its frames is missing.',
    'Видео «{name}» обрезано или его запись не была завершена: в нём нет списка кадров.',
  ],
  ['"{name}" was cut off: its last frames are missing.', 'Видео «{name}» обрезано: его последних кадров нет.'],
  [
    '"{name}" is damaged or was cut off: its contents end or break before the video can be read.',
    'Файл «{name}» повреждён или обрезан: его содержимое обрывается раньше, чем видео можно прочитать.',
  ],
  [
    '"{name}" is damaged: it claims {count} frames, more than its bytes can hold.',
    'Файл «{name}» повреждён: по его описанию в нём {count} кадров — больше, чем в нём может поместиться.',
  ],
  [
    '"{name}" is damaged: a list in it claims {count} entries, more than its bytes can hold.',
    'Файл «{name}» повреждён: по описанию в одном из его списков {count} записей — больше, чем в нём может поместиться.',
  ],
  [
    '"{name}" is damaged: one list in it tells of {count} frames, another one of {frames}.',
    'Файл «{name}» повреждён: число кадров в одном его списке — {count}, в другом — {frames}.',
  ],
  [
    '"{name}" has more than {count} frames, and so many cannot be read here.',
    'В видео «{name}» больше {count} кадров, столько здесь прочитать нельзя.',
  ],
  [
    '"{name}" has more than {count} tracks, and so many cannot be read here.',
    'В видео «{name}» больше {count} дорожек, столько здесь прочитать нельзя.',
  ],
  [
    '"{name}" has lists of more than {count} MB about its frames, too long to be read here.',
    'Списки кадров в видео «{name}» занимают больше {count} МБ, столько здесь прочитать нельзя.',
  ],
  [
    '"{name}" claims pictures of {width} × {height} pixels, too large to be read here.',
    'Размер кадра видео «{name}» по его описанию — {width} × {height} пикселей, такие большие кадры здесь прочитать нельзя.',
  ],
  [
    'Frame {number} of the video cannot be decoded; the file may be damaged there.',
    'Кадр {number} не удаётся декодировать; возможно, файл в этом месте повреждён.',
  ],
  ['The video decoder stopped answering at frame {number}.', 'Декодер видео перестал отвечать на кадре {number}.'],
  ['The video has no frame {number}.', 'В видео нет кадра {number}.'],
  // project files
  ['This is not a project file: it has no version number.', 'Это не файл проекта: в нём нет номера версии.'],
  [
    'This is not a project file, or it was cut off: it cannot be read as JSON.',
    'Это не файл проекта, или он обрезан: его нельзя прочитать как JSON.',
  ],
  ['This project file is damaged: {why}.', 'Этот файл проекта повреждён ({why}).'],
  [
    'The project was made from another video: it has {wanted}, this one has {found}.',
    'Этот проект сделан по другому видео.',
  ],
  // editing
  ['The project has no object number {number}.', 'В проекте нет объекта с номером {number}.'],
  ['The project has no class number {number}.', 'В проекте нет класса с номером {number}.'],
  ['This mask belongs to a frame of another size.', 'Эта маска сделана для кадра другого размера.'],
  [
    'This object cannot be split here: one of the parts would have no label.',
    'Здесь этот объект нельзя разделить: в одной из частей не останется меток.',
  ],
  [
    'An object is interpolated between two frames on which you labelled it.',
    'Интерполировать объект можно только между двумя кадрами, на которых вы его разметили.',
  ],
  [
    'There is no label of this object on this frame to make a keyframe of.',
    'На этом кадре у объекта нет метки, которую можно сделать ключевым кадром.',
  ],
  ['There is no keyframe of this object on this frame.', 'На этом кадре у объекта нет ключевого кадра.'],
  ['Nothing was drawn within the frame.', 'Внутри кадра ничего не нарисовано.'],
  ['This is not a colour.', 'Это не цвет.'],
  // class names
  ['A class needs a name.', 'Классу нужно название.'],
  [
    'A class name cannot contain line breaks or invisible characters.',
    'В названии класса не должно быть переносов строк и невидимых символов.',
  ],
  ['A class name cannot contain "{character}".', 'В названии класса не должно быть символа «{character}».'],
  ['A class name needs at least one letter or digit.', 'В названии класса должна быть хотя бы одна буква или цифра.'],
  ['A class name can have at most {count} characters.', 'В названии класса может быть не более {count} символов.'],
  ['There is already a class named "{name}".', 'Класс с названием «{name}» уже есть.'],
  // exporting
  ['There is nothing to export yet: the project has no class.', 'Экспортировать пока нечего: в проекте нет классов.'],
  [
    'There is nothing to export: an object was lost on every frame ({count}), and such frames are left out. Label it there, mark it as outside, or keep such frames.',
    'Экспортировать нечего: на каждом кадре ({count}) потерян какой-нибудь объект, а такие кадры пропускаются. Разметьте его там, отметьте как «вне кадра» или оставьте такие кадры.',
  ],
  [
    'There is nothing to export: on every frame ({count}) an object was lost or a label needs a look, and such frames are left out. Review them, or keep such frames.',
    'Экспортировать нечего: на каждом кадре ({count}) потерян объект или есть сомнительная метка, а такие кадры пропускаются. Проверьте их или оставьте такие кадры.',
  ],
  ['There is nothing to export yet: no frame is labelled.', 'Экспортировать пока нечего: ни один кадр не размечен.'],
  [
    'There is nothing to export: no frame shows a labelled object.',
    'Экспортировать нечего: ни на одном кадре нет размеченного объекта.',
  ],
  [
    'YOLO training ignores images under {side} pixels, and this video is {width} × {height}.',
    'При обучении YOLO пропускает изображения меньше {side} пикселей, а размер этого видео — {width} × {height}.',
  ],
];

const PLACE = /\{([a-z]+)\}/;

/** The parts of a template: text, a name, text, a name, ..., text. */
const partsOf = (template: string): readonly string[] => template.split(PLACE);

const PATTERNS = SENTENCES.map(([english, russian]) => {
  const source = partsOf(english).map((part, at) => (at % 2 === 1 ? `(?<${part}>.+?)` : escaped(part)));
  return { pattern: new RegExp(`^${source.join('')}$`, 'su'), russian };
});

/** The Russian translation of a sentence of the core or the server; null where there is none. */
export function russianSentence(english: string): string | null {
  for (const { pattern, russian } of PATTERNS) {
    const found = pattern.exec(english);
    if (!found) continue;
    const parts = partsOf(russian).map((part, at) => (at % 2 === 1 ? (found.groups?.[part] ?? '') : part));
    return parts.join('');
  }
  return null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
