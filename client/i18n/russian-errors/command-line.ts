import type { COMMAND_LINE_SENTENCES } from '../../../core/sentences/command-line.ts';

const RIGHT_DATABASE = 'верните нужную базу (DATABASE_URL, DATA_DIR, резервная копия)';
const START_EMPTY = 'один раз запустите сервер с --accept-empty-database (ACCEPT_EMPTY_DATABASE=1)';
const WHAT_TO_DO = `${RIGHT_DATABASE} или ${START_EMPTY}: эти файлы будут отложены, а не удалены`;
const UNKNOWN_FILES = `чьи файлы лежат в {place} (неизвестно файлов: {files}, {megabytes} МБ): ${WHAT_TO_DO}`;
const OTHER_FOLDER = 'остановите его или задайте другую папку в DATA_DIR';
const SEVERAL_SERVERS = '(нескольким серверам сразу нужен PostgreSQL, см. DATABASE_URL)';

/** Russian sentences about arguments, settings and files of the command line and the server process. */
export const RUSSIAN_COMMAND_LINE: Readonly<Record<keyof typeof COMMAND_LINE_SENTENCES, string>> = {
  // the server process
  'arguments_invalid.setting': 'Параметр {variable} задан неверно: {detail}.',
  'arguments_invalid.signing_keys':
    'Параметр JWT_PRIVATE_KEYS задан неверно: нужны закрытые ключи RSA от 2048 бит в формате PEM.',
  'arguments_invalid.worker_database':
    'Отдельному исполнителю нужен PostgreSQL (задайте DATABASE_URL): встроенная база рассчитана на один процесс, ' +
    'и сервер сам выполняет задания.',
  'arguments_invalid.server': 'Сервер принимает один аргумент, --accept-empty-database, а не этот: {given}.',
  'arguments_invalid.port_in_use':
    'Порт {port} уже занят: остановите программу, которая его занимает, или задайте другой: PORT=8001 npm start.',
  'arguments_invalid.port_forbidden': 'Этому пользователю нельзя занимать порт {port}: выберите порт выше 1023.',
  'arguments_invalid.port': 'Сервер не может принимать соединения на порту {port}: {detail}.',
  'data_folder_in_use.folder': `Папка с данными {folder} занята другим сервером: ${OTHER_FOLDER} ${SEVERAL_SERVERS}.`,
  'files_unknown.all': `База данных не знает ни одного из датасетов, видео и заданий ({unknown}), ${UNKNOWN_FILES}.`,
  'files_unknown.most': `База данных знает только {known} из {all} датасетов, видео и заданий, ${UNKNOWN_FILES}.`,
  'files_unknown.no_database': `В {folder} нет базы данных, а в {place} есть файлы: ${WHAT_TO_DO}.`,
  // arguments and files
  'arguments_invalid.no_terminal_password': 'Нет терминала, чтобы ввести пароль: задайте {variable}.',
  'arguments_invalid.no_terminal_token': 'Нет терминала, чтобы ввести токен: задайте {variable}.',
  'arguments_invalid.account_field': 'Поле {field} задано неверно: {detail}.',
  'arguments_invalid.prompts_count':
    'Для {videos} видео нужен один --prompts на все или по одному на каждое, а задано {prompts}.',
  'arguments_invalid.folder_to_send': '«{path}» — папка: на сервер можно отправлять только видеофайлы.',
  'arguments_invalid.server_address': '«{address}» — не адрес сервера вида https://forge.example.org.',
  'arguments_invalid.job_id': '«{id}» — не идентификатор задания: их показывает vdf jobs.',
  'arguments_invalid.dataset_name':
    'Датасетов с названием «{name}» несколько ({count}): укажите идентификатор одного из них ({ids}).',
  'file_not_found.prompts': 'Файл с метками «{path}» не удаётся прочитать.',
  'file_not_found.file': 'Файла «{path}» нет.',
  'file_not_found.readable': 'Нет файла «{path}», который можно прочитать.',
  'file_write_failed.folder': 'Файл {path} не удалось записать: его папки нет, или запись в неё запрещена.',
  'prompts_invalid.not_json': 'Файл с метками «{path}» — не JSON: {detail}.',
  // a server from the command line
  'not_signed_in.server': 'Вы не вошли на {server}: сначала запустите «vdf login --server {server}».',
  'not_signed_in.credentials': 'Файл {path} повреждён: удалите его и снова запустите «vdf login».',
  'not_signed_in.token_refused':
    'Токен доступа для {server} неверен, истёк или отозван: создайте новый на странице аккаунта ' +
    'и запустите «vdf login».',
  'file_write_failed.credentials': 'Не удалось сохранить вход в {path}.',
  'server_unreachable.server': 'Сервер {server} недоступен.',
  'server_unreachable.upload': 'Сервер {server} недоступен.',
  'server_unreachable.other_program': '{server} отвечает, но это не сервер Vision Data Forge.',
  'server_unreachable.broke_off': 'Соединение прервалось, пришло не всё: попробуйте ещё раз.',
  'not_found.dataset_name': 'В вашем аккаунте нет датасета с названием «{name}».',
  'archive_invalid.download': 'Архив дошёл повреждённым: его SHA-256 другой. Попробуйте ещё раз.',
  'upload_damaged.shorter': 'Файл стал короче, пока его отправляли.',
  // the DAVIS benchmark
  'arguments_invalid.none_to_evaluate': 'Все выбранные кадры {sequence} размечены: оценивать нечего.',
  'prompts_invalid.empty_masks':
    'В «{sequence}» не с чего начать: на масках размеченных кадров ({frames}) нет ни одного объекта.',
  'frame_out_of_range.sequence': 'В {sequence} нет кадра {frame}.',
  'file_not_found.sequence': 'В {folder} нет последовательности «{sequence}»; есть {present}.',
  'file_not_found.no_sequence': 'В {folder} нет ни одной последовательности.',
  'file_not_found.mask_of_image': 'Для {image} нет маски {mask} в {folder}.',
  'file_not_found.mask': 'Маску {path} не удаётся прочитать.',
  'file_not_found.davis_folder': 'Папки {folder} нет; в папке DAVIS есть JPEGImages и Annotations.',
  'video_unreadable.mask_size':
    'Размер маски {path} — {width} × {height} пикселей, а её изображения — {imageWidth} × {imageHeight}.',
};
