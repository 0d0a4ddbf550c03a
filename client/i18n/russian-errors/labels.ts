import type { LABELS_SENTENCES } from '../../../core/sentences/labels.ts';

/** Russian sentences about projects, labels, prompts and exports. */
export const RUSSIAN_LABELS: Readonly<Record<keyof typeof LABELS_SENTENCES, string>> = {
  'project_invalid.no_version': 'Это не файл проекта: в нём нет номера версии.',
  'project_invalid.no_json': 'Это не файл проекта, или он обрезан: его нельзя прочитать как JSON.',
  'project_invalid.format': 'Этот файл проекта повреждён: он не похож на формат {version}.',
  'project_invalid.damaged': 'Этот файл проекта повреждён ({detail}).',
  'project_invalid.same_class_ids': 'Этот файл проекта повреждён: у двух классов один и тот же номер.',
  'project_invalid.same_class_names': 'Этот файл проекта повреждён: у двух классов одно и то же название.',
  'project_invalid.same_track_ids': 'Этот файл проекта повреждён: у двух объектов один и тот же номер.',
  'project_invalid.track_class': 'Этот файл проекта повреждён: класса, который указан у объекта {track}, в нём нет.',
  'project_invalid.track_frame':
    'Этот файл проекта повреждён: у объекта {track} есть запись о кадре {frame}, которого в видео нет.',
  'project_invalid.labelled_frame':
    'Этот файл проекта повреждён: среди размеченных указан кадр {frame}, которого в видео нет.',
  'project_invalid.labelled_order': 'Этот файл проекта повреждён: размеченные кадры указаны не по порядку.',
  'project_invalid.range_order':
    'Этот файл проекта повреждён: отрезок кадров кончается раньше, чем начинается ({place}).',
  'project_invalid.mask_size': 'Этот файл проекта повреждён: сумма серий маски не равна ширине × высоте ({place}).',
  'project_invalid.other_video':
    'Этот проект сделан по другому видео: в том кадров {frames}, их размер {width} × {height}, ' +
    'в этом кадров {otherFrames}, их размер {otherWidth} × {otherHeight}.',
  'project_invalid.no_object': 'В проекте нет объекта с номером {number}.',
  'project_invalid.no_class': 'В проекте нет класса с номером {number}.',
  'project_invalid.other_mask_size': 'Эта маска сделана для кадра другого размера.',
  'project_invalid.not_splittable': 'Здесь этот объект нельзя разделить: в одной из частей не останется меток.',
  'project_invalid.interpolation_ends':
    'Интерполировать объект можно только между двумя кадрами, на которых вы его разметили.',
  'project_invalid.no_label': 'На этом кадре у объекта нет метки, которую можно сделать ключевым кадром.',
  'project_invalid.no_keyframe': 'На этом кадре у объекта нет ключевого кадра.',
  'project_invalid.color': 'Это не цвет.',
  'project_too_new.format':
    'Этот проект сохранён более новой версией приложения (формат {version}; эта читает форматы до {newest}): ' +
    'обновите страницу.',
  'prompts_invalid.file': 'В файле с метками ошибка: {detail}.',
  'prompts_invalid.list': 'В файле с метками ошибка ({place}): {detail}.',
  'prompts_invalid.prompt': 'В файле с метками ошибка (метка {prompt}): {detail}.',
  'prompts_invalid.field': 'В файле с метками ошибка (метка {prompt}, «{field}»): {detail}.',
  'prompt_unknown_frame.only_frame': 'Метка {prompt} относится к кадру {frame}, а в видео есть только кадр 0.',
  'prompt_unknown_frame.frames': 'Метка {prompt} относится к кадру {frame}, а в видео кадры от 0 до {last}.',
  'prompt_unknown_class.prompt': 'В метке {prompt} указан класс «{name}», а есть только классы {known}.',
  'prompt_empty_box.no_area': 'В метке {prompt} у рамки нет площади: {box}.',
  'prompt_empty_box.less_than_pixel': 'В метке {prompt} рамка занимает в кадре меньше пикселя: {box}.',
  'prompt_outside_frame.prompt': 'В метке {prompt} рамка лежит за пределами кадра {width} × {height}: {box}.',
  'prompt_conflict.class': 'В метке {prompt} класс объекта {object} не тот, что в более ранней метке.',
  'prompt_conflict.second_box': 'Метка {prompt} — это вторая рамка объекта {object} на кадре {frame}.',
  'class_name_invalid.empty': 'Классу нужно название.',
  'class_name_invalid.invisible': 'В названии класса не должно быть переносов строк и невидимых символов.',
  'class_name_invalid.character': 'В названии класса не должно быть символа «{character}».',
  'class_name_invalid.no_letter': 'В названии класса должна быть хотя бы одна буква или цифра.',
  'class_name_invalid.length': 'В названии класса может быть не более {count} символов.',
  'class_name_invalid.taken': 'Класс с названием «{name}» уже есть.',
  'nothing_to_export.no_class': 'Экспортировать пока нечего: в проекте нет классов.',
  'nothing_to_export.no_frame': 'Экспортировать пока нечего: ни один кадр не размечен.',
  'nothing_to_export.no_object': 'Экспортировать нечего: ни на одном кадре нет размеченного объекта.',
  'nothing_to_export.lost':
    'Экспортировать нечего: на каждом кадре ({count}) потерян какой-нибудь объект, а такие кадры пропускаются. ' +
    'Разметьте его там, отметьте как «вне кадра» или оставьте такие кадры.',
  'nothing_to_export.doubtful':
    'Экспортировать нечего: на каждом кадре ({count}) потерян объект или есть сомнительная метка, ' +
    'а такие кадры пропускаются. Проверьте их или оставьте такие кадры.',
  'spec_invalid.small_video':
    'При обучении YOLO пропускает изображения меньше {side} пикселей, а размер этого видео — {width} × {height}.',
  'file_write_failed.disk_full': 'Файл {path} не удалось записать: на диске нет места.',
  'file_write_failed.not_allowed': 'Файл {path} не удалось записать: нет прав на запись.',
  'file_write_failed.no_folder': 'Файл {path} не удалось записать: такой папки нет.',
  'file_write_failed.is_folder': 'Файл {path} не удалось записать: есть папка с таким названием.',
  'file_write_failed.detail': 'Файл {path} не удалось записать: {detail}.',
  'file_write_failed.finished': 'Файл {path} уже закончен.',
  'file_write_failed.discarded': 'Файл {path} уже отброшен.',
  'file_write_failed.archive': 'Архив не удалось закончить.',
  'file_write_failed.closed': 'Этот файл уже закончен или отброшен.',
  'file_write_failed.browser': 'Браузер не разрешает этой странице хранить файлы.',
  'file_write_failed.browser_full':
    'В браузере не хватает места для датасета: освободите место на диске и попробуйте ещё раз.',
  'internal.image_encoder': 'Кодировщик изображений не удалось загрузить с сервера.',
};
