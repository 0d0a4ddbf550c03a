import type { SERVER_SENTENCES } from '../../../core/sentences/server.ts';

const LOST_TWICE =
  'дважды завершила свой процесс, вероятно из-за нехватки памяти: третьей попытки само собой не будет.';

/** Russian sentences about accounts, storage, uploads and jobs. */
export const RUSSIAN_SERVER: Readonly<Record<keyof typeof SERVER_SENTENCES, string>> = {
  // requests
  'internal.server': 'На сервере произошло что-то непредвиденное.',
  'not_found.address': 'По этому адресу ничего нет.',
  'request_too_large.request': 'Этот запрос больше, чем принимает сервер.',
  'request_invalid.field': 'Поле «{field}» заполнено неверно: {detail}.',
  'request_invalid.whole': 'Запрос составлен неверно: {detail}.',
  'request_invalid.file_missing': 'Поле «{field}» заполнено неверно: нужен файл.',
  'request_invalid.upload_form': 'Отправку не удаётся прочитать: нужны один файл «archive», название и описание.',
  'request_invalid.upload_broken': 'Отправка прервалась, или файл не удаётся прочитать.',
  'request_invalid.cursor': 'Список устарел: откройте его заново.',
  // accounts
  'not_signed_in.nobody': 'Сначала войдите в аккаунт.',
  'not_signed_in.signed_out': 'Вы вышли из аккаунта: войдите снова.',
  'sign_in_failed.login': 'Неверное имя пользователя или пароль.',
  'username_taken.username': 'Это имя пользователя занято: выберите другое.',
  'too_many_requests.attempts': 'Слишком много попыток: попробуйте через четверть часа.',
  'too_many_requests.hashing': 'Сейчас входит слишком много людей: попробуйте через минуту.',
  'forbidden.not_admin': 'Это может делать только администратор.',
  'forbidden.token': 'Токены доступа для этого не подходят: войдите с паролем.',
  'forbidden.scope': 'У этого токена доступа нет права «{scope}»: создайте токен с таким правом.',
  'not_found.session': 'Этот сеанс уже завершён.',
  'not_found.account': 'Аккаунта «{login}» нет.',
  'not_found.no_token': 'Этот запрос сделан без токена доступа.',
  'not_found.access_token': 'Такого токена доступа нет; возможно, он уже отозван.',
  'quota_exceeded.access_tokens':
    'В аккаунте может быть не больше {count} токенов доступа: сначала отзовите какой-нибудь.',
  // datasets and storage
  'not_found.dataset': 'В вашем аккаунте нет такого датасета.',
  'not_found.account_deleted': 'Аккаунт был удалён, пока этот датасет сохранялся.',
  'not_found.stored_file': 'Этого файла больше нет в хранилище.',
  'quota_exceeded.dataset': 'В вашем аккаунте не осталось места для этого датасета: сначала удалите другие.',
  'storage_unavailable.unreachable': 'Хранилище сейчас недоступно: попробуйте через минуту.',
  'database_unavailable.unreachable': 'База данных сейчас недоступна: попробуйте через минуту.',
  // uploads of videos
  'request_invalid.tus': 'Отправка прервалась или не соответствует tus 1.0.',
  'request_invalid.sha256': 'Метаданные «sha256» заданы неверно: нужны 64 шестнадцатеричные цифры.',
  'request_invalid.empty_file': 'Этот файл пуст.',
  'request_too_large.video': 'Это видео больше, чем принимает сервер: допускается не больше {size}.',
  'request_too_large.upload': 'Байтов больше, чем было объявлено в начале отправки.',
  'quota_exceeded.videos': 'Это видео не помещается в ваш аккаунт: для видео осталось {size}. Сначала удалите другие.',
  'quota_exceeded.video_length': 'Это видео слишком длинное: сервер принимает не больше {minutes} мин.',
  'upload_conflict.elsewhere': 'Передача видео продолжается с другого места: попробуйте ещё раз.',
  'upload_damaged.checksum': 'Видео дошло повреждённым: его контрольная сумма не сходится. Отправьте его ещё раз.',
  'not_found.upload': 'В вашем аккаунте нет такой отправки.',
  'not_found.video': 'В вашем аккаунте нет такого видео.',
  // jobs
  'not_found.job': 'В вашем аккаунте нет такого задания.',
  'not_found.job_video': 'Видео этого задания было удалено.',
  'not_found.job_video_to_send': 'Видео этого задания было удалено: отправьте его ещё раз.',
  'job_state_conflict.video_in_use':
    'С этим видео работает незавершённое задание: сначала отмените его или дождитесь конца.',
  'job_state_conflict.no_result': 'У этого задания ещё нет результата.',
  'job_state_conflict.not_ended': 'Это задание ещё не закончилось: сначала отмените его.',
  'job_state_conflict.other_state': 'Состояние задания уже другое.',
  'too_many_jobs.limit': 'Незавершённых заданий: {count}, больше нельзя. Дождитесь, пока часть из них закончится.',
  'project_invalid.sent_video': 'Эта разметка относится к другому видео, не к отправленному.',
  'worker_lost.plan': `Попытка открыть это видео ${LOST_TWICE}`,
  'worker_lost.first_frame': `Работа над первым кадром части ${LOST_TWICE}`,
  'worker_lost.frame': `Работа после кадра {frame} ${LOST_TWICE}`,
  'worker_lost.finish': `Сборка результата ${LOST_TWICE}`,
};
