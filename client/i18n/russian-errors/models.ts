import type { MODELS_SENTENCES } from '../../../core/sentences/models.ts';

/** Russian sentences about models and the devices that run them. */
export const RUSSIAN_MODELS: Readonly<Record<keyof typeof MODELS_SENTENCES, string>> = {
  'model_unavailable.list_damaged': 'Список моделей (models/manifest.json) отсутствует или повреждён.',
  'model_unavailable.list_unreadable': 'Список моделей не удалось получить с сервера: попробуйте ещё раз.',
  'model_unavailable.not_installed':
    'Файл модели {name} не установлен: запустите npm install, чтобы получить пакет {package}.',
  'model_unavailable.file_unreadable': 'Файл модели {name} не удаётся прочитать: запустите npm install ещё раз.',
  'model_unavailable.unknown': 'Модели «{id}» нет.',
  'backend_unavailable.precision': 'Модель {model} не может работать в {precision}.',
  'model_unavailable.no_role': 'В списке моделей нет файла модели с ролью {role}.',
  'model_unavailable.not_loaded': 'Модель ещё не загружена.',
  'model_unavailable.incomplete': 'На сервере есть не вся модель.',
  'model_unavailable.download':
    'Файл модели {name} не удалось скачать с сервера: проверьте подключение и попробуйте ещё раз.',
  'model_hash_mismatch.installed':
    'Файл модели {name} повреждён: его контрольная сумма не сходится. ' +
    'Удалите папку node_modules и запустите npm install.',
  'model_hash_mismatch.server': 'Файл модели {name} на сервере повреждён: его контрольная сумма не сходится.',
  'model_run_failed.detail': 'Модель сегментации завершилась с ошибкой: {detail}',
  'model_run_failed.no_mask': 'Модель сегментации не дала маски.',
  'model_run_failed.no_output': 'Модель сегментации не дала результата «{output}».',
  'model_run_failed.shape': 'Модель сегментации не загрузилась для изображений из {columns} × {rows} ячеек.',
  'model_run_failed.closed': 'Модель сегментации уже закрыта.',
  'model_run_failed.thread_ended': 'Поток, в котором работает модель сегментации, завершился.',
  'backend_unavailable.none_given': 'Не указано, на чём запускать модель.',
  'backend_unavailable.backend': 'Модель не может работать здесь на {backend}.',
  'backend_unavailable.detail': 'Модель не может работать здесь на {backend}: {detail}',
  'backend_unavailable.cuda':
    'Модель не может работать здесь на cuda ({detail}): нужна видеокарта NVIDIA с драйвером ' +
    'и часть onnxruntime-node для CUDA (README, «CUDA»); --device auto возьмёт то, что работает.',
  'backend_unavailable.webgpu':
    'Модель не может работать здесь на webgpu ({detail}): нужна видеокарта с драйвером Vulkan, Metal ' +
    'или DirectX 12; --device auto возьмёт то, что работает.',
  'backend_unavailable.cpu':
    'Модель не может работать здесь на cpu ({detail}): установите пакеты заново командой npm install; ' +
    '--device auto возьмёт то, что работает.',
  'backend_unavailable.browser': 'Модель не может работать в этом браузере.',
  'backend_unavailable.no_webgpu': 'В этом браузере нет пригодного графического устройства (WebGPU).',
  'backend_unavailable.no_value': 'В графе модели нет значения «{name}».',
  'backend_unavailable.half_graph':
    'Модель не может работать с 16-битными числами, в её графе есть неизвестное: {detail}.',
  'backend_unavailable.half_weight':
    'Модель не может работать с 16-битными числами: для одного из её весов ({weight}) они слишком малы.',
  'device_lost.graphics': 'Связь с видеокартой прервалась: попробуйте ещё раз.',
  'device_lost.slow_trial': 'Проверка fp16 заняла слишком много времени.',
  'aborted.other_video': 'Открыто другое видео.',
  'aborted.other_frame': 'Сейчас обрабатывается другой кадр.',
  'aborted.job': 'Сейчас выполняется задание.',
  'aborted.paused': 'Приостановлено.',
};
