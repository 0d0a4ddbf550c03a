import { defineTexts } from '../i18n/define-texts.ts';
import type { Notice } from '../workers/engine-host.ts';

/** Problems with the model that were worked around. */
export const noticeTexts = defineTexts(
  {
    'webgpu-missing':
      'This browser offers no graphics device (WebGPU), so the model runs in WebAssembly, which is slower.',
    'webgpu-software':
      'The only graphics device here is emulated in software, so the model runs in WebAssembly, which is faster than that.',
    'webgpu-failed': 'The model did not start on the graphics device, so it runs in WebAssembly, which is slower.',
    'model-not-kept': 'The browser could not keep the model, so the next visit downloads it again.',
  } satisfies Readonly<Record<Notice, string>>,
  {
    'webgpu-missing':
      'Браузер не даёт доступа к видеокарте (WebGPU), поэтому модель работает в WebAssembly, это медленнее.',
    'webgpu-software':
      'Единственная видеокарта здесь эмулируется программно, поэтому модель работает в WebAssembly: так быстрее.',
    'webgpu-failed': 'Модель не запустилась на видеокарте, поэтому работает в WebAssembly, это медленнее.',
    'model-not-kept': 'Браузер не смог сохранить модель, поэтому в следующий раз она скачается снова.',
  },
);
