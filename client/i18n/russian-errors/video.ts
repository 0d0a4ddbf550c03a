import type { VIDEO_SENTENCES } from '../../../core/sentences/video.ts';

/** Russian sentences about opening and reading videos and folders of images. */
export const RUSSIAN_VIDEO: Readonly<Record<keyof typeof VIDEO_SENTENCES, string>> = {
  'video_empty.file': 'Файл «{name}» пуст.',
  'video_empty.folder': 'В папке «{name}» нет изображений JPEG, PNG или WebP.',
  'video_unreadable.format':
    'Файл «{name}» не является видео, которое здесь можно прочитать (подойдут MP4, MOV, WebM, MKV и MPEG-TS).',
  'video_unreadable.file_or_folder': '«{path}» — не файл и не папка.',
  'video_unreadable.file': 'Файл «{name}» не удаётся открыть: его больше нет, или нет прав на чтение.',
  'video_unreadable.image': 'Изображение «{name}» не удаётся прочитать; возможно, оно повреждено.',
  'video_unreadable.image_sizes':
    'Все изображения в папке должны быть одного размера: размер «{name}» — {width} × {height}, а размер «{first}» — {firstWidth} × {firstHeight}.',
  'video_unreadable.many_frames': 'В видео «{name}» больше {count} кадров, столько здесь прочитать нельзя.',
  'video_unreadable.many_tracks': 'В видео «{name}» больше {count} дорожек, столько здесь прочитать нельзя.',
  'video_unreadable.long_lists':
    'Списки кадров в видео «{name}» занимают больше {megabytes} МБ, столько здесь прочитать нельзя.',
  'video_unreadable.large_pictures':
    'Размер кадра видео «{name}» по его описанию — {width} × {height} пикселей, такие большие кадры здесь прочитать нельзя.',
  'video_no_track.sound': 'В файле «{name}» есть звук, но нет изображения: размечать нечего.',
  'video_no_track.picture': 'В файле «{name}» нет изображения: размечать нечего.',
  'video_unsupported_codec.file':
    'Видео «{name}» сжато кодеком, который здесь не декодируется ({codec}); сначала преобразуйте его в H.264 или VP9.',
  'video_unsupported_codec.sample_clip': 'Этот браузер не может сделать пробное видео.',
  'video_encrypted.file': 'Видео «{name}» защищено от копирования (зашифровано): его кадры нельзя прочитать.',
  'video_truncated.no_frame':
    'В видео «{name}» нет ни одного кадра, который можно показать: файл повреждён или обрезан.',
  'video_truncated.frame_list': 'Видео «{name}» обрезано или его запись не была завершена: в нём нет списка кадров.',
  'video_truncated.last_frames': 'Видео «{name}» обрезано: его последних кадров нет.',
  'video_truncated.contents':
    'Файл «{name}» повреждён или обрезан: его содержимое обрывается раньше, чем видео можно прочитать.',
  'video_truncated.claimed_frames':
    'Файл «{name}» повреждён: по его описанию в нём {count} кадров — больше, чем в нём может поместиться.',
  'video_truncated.claimed_entries':
    'Файл «{name}» повреждён: по описанию в одном из его списков {count} записей — больше, чем в нём может поместиться.',
  'video_truncated.different_counts':
    'Файл «{name}» повреждён: число кадров в одном его списке — {count}, в другом — {frames}.',
  'video_decode_failed.frame': 'Кадр {frame} не удаётся декодировать.',
  'video_decode_failed.frame_missing': 'Кадр {frame} не удаётся декодировать; возможно, файл в этом месте повреждён.',
  'video_decode_failed.at_frame':
    'Видео не удалось декодировать на кадре {frame}; возможно, файл в этом месте повреждён.',
  'video_decode_failed.no_answer': 'Декодер видео перестал отвечать на кадре {frame}.',
  'video_decode_failed.other_frame': 'Пришёл кадр {frame} вместо другого, который был нужен.',
  'video_decode_failed.ended_early': 'Видео кончилось раньше, чем его последний размеченный кадр.',
  'video_decode_failed.frame_released': 'Кадр {frame} уже освобождён.',
  'video_decode_failed.closed': 'Видео уже закрыто.',
  'video_decode_failed.images_closed': 'Папка с изображениями уже закрыта.',
  'video_decode_failed.none_open': 'Видео не открыто.',
  'frame_out_of_range.video': 'В видео нет кадра {frame}.',
  'frame_out_of_range.video_frames': 'В видео нет кадра {frame}; в нём кадры от 0 до {last}.',
  'frame_out_of_range.images': 'В папке нет изображения {frame}; в ней изображения от 0 до {last}.',
  'file_not_found.file_or_folder': 'Нет файла или папки «{path}».',
  'upload_damaged.video': 'Видео дошло не таким, каким было отправлено. Отправьте его ещё раз.',
};
