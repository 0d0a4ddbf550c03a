import { JOB_LOG_SENTENCES, logSentence } from '../../../core/jobs/log-sentence.ts';
import type { JobLogEntry } from '../../../core/schema/api/jobs.ts';
import { reportedReasonError } from '../../../core/schema/api/reported-error.ts';
import { defineTexts } from '../../i18n/define-texts.ts';
import { errorSentence } from '../../i18n/error-texts.ts';

export const jobLogTexts = defineTexts(JOB_LOG_SENTENCES, {
  queued: 'Задание поставлено в очередь.',
  started: 'Исполнитель {worker} начал работу, устройство: {device}.',
  planned: 'Кадров для разметки: {frames}; частей: {parts}.',
  resumed_elsewhere: 'Исполнитель {worker} продолжил эту часть; готовых кадров в ней: {frame}.',
  paused: 'Задание приостановлено.',
  resumed: 'Задание продолжено.',
  cancelled: 'Задание отменено.',
  worker_lost: 'Исполнитель {worker} пропал; готовых кадров в его части: {frame}. Продолжит другой.',
  retrying: 'Повтор через {seconds} с: {message}',
  failed: 'Задание завершилось с ошибкой: {message}',
  labelled: 'Все кадры размечены.',
  doubted: 'Меток, которые стоит проверить: {labels}. Датасет пока не создан.',
  saved: 'Датасет «{dataset}» сохранён.',
  retried: 'Задание запущено снова.',
  done: 'Задание выполнено.',
});

/** An entry of a job's log in the language of the page. */
export const logLine = (entry: JobLogEntry): string =>
  logSentence(entry, jobLogTexts, (error, english) => errorSentence(reportedReasonError(error, english)));
