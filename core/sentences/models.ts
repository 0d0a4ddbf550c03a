/** Remedies for backends that do not work; README "CUDA" has the whole story. */
export const BACKEND_ADVICE = {
  cuda: 'it needs an NVIDIA card with its driver and the CUDA part of onnxruntime-node (README, "CUDA")',
  webgpu: 'it needs a graphics card with a Vulkan, Metal or DirectX 12 driver',
  cpu: 'install the packages anew with npm install',
} as const;

/** English sentences about models and the devices that run them: see `english.ts`. */
export const MODELS_SENTENCES = {
  'model_unavailable.list_damaged': 'The list of models (models/manifest.json) is missing or damaged.',
  'model_unavailable.list_unreadable': 'The list of models could not be read from the server.',
  'model_unavailable.not_installed':
    'The model file {name} is not installed: run npm install to get the package {package}.',
  'model_unavailable.file_unreadable': 'The model file {name} cannot be read: run npm install again.',
  'model_unavailable.unknown': 'There is no model "{id}".',
  'model_unavailable.no_role': 'The list of models names no {role} of the model.',
  'backend_unavailable.precision': '{model} cannot run in {precision}.',
  'model_unavailable.not_loaded': 'The model is not loaded yet.',
  'model_unavailable.incomplete': 'The server does not offer the whole model.',
  'model_unavailable.download': 'The model file {name} could not be downloaded from the server.',
  'model_hash_mismatch.installed':
    'The model file {name} is damaged: it does not match its checksum. Remove the folder node_modules and run npm install.',
  'model_hash_mismatch.server': 'The model file {name} on the server is damaged: it does not match its checksum.',
  'model_run_failed.detail': 'The segmentation model failed while running: {detail}',
  'model_run_failed.no_mask': 'The segmentation model gave no mask.',
  'model_run_failed.no_output': 'The segmentation model gave no "{output}".',
  'model_run_failed.shape': 'The segmentation model could not be loaded for images of {columns} × {rows} cells.',
  'model_run_failed.closed': 'The segmentation model was already closed.',
  'model_run_failed.thread_ended': 'The thread that runs the segmentation model has ended.',
  'backend_unavailable.none_given': 'No backend was given to run the model on.',
  'backend_unavailable.backend': 'The model cannot run on {backend} here.',
  'backend_unavailable.detail': 'The model cannot run on {backend} here: {detail}',
  'backend_unavailable.cuda': `The model cannot run on cuda here ({detail}): ${BACKEND_ADVICE.cuda}; --device auto takes what works.`,
  'backend_unavailable.webgpu': `The model cannot run on webgpu here ({detail}): ${BACKEND_ADVICE.webgpu}; --device auto takes what works.`,
  'backend_unavailable.cpu': `The model cannot run on cpu here ({detail}): ${BACKEND_ADVICE.cpu}; --device auto takes what works.`,
  'backend_unavailable.browser': 'The model cannot run in this browser.',
  'backend_unavailable.no_webgpu': 'This browser offers no usable graphics device (WebGPU).',
  'backend_unavailable.no_value': 'The graph of the model has no value "{name}".',
  'backend_unavailable.half_graph': 'The model cannot run with 16-bit floats: its graph has {detail}.',
  'backend_unavailable.half_weight':
    'The model cannot run with 16-bit floats: they are too small for one of its weights ({weight}).',
  'device_lost.graphics': 'The graphics device was lost.',
  'device_lost.slow_trial': 'The trial of fp16 took too long.',
  'aborted.other_video': 'Another video is open.',
  'aborted.other_frame': 'Another frame is being worked on.',
  'aborted.job': 'A job is under way.',
  'aborted.paused': 'Paused.',
} as const;
