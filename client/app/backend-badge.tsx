import { Badge, Tooltip } from '@mantine/core';
import { Cpu, Zap } from 'lucide-react';
import type { Backend } from '../../core/ports/segmenter.ts';
import { texts } from '../i18n/texts.ts';

/** The backend that the model runs on. */
export function BackendBadge({ backend }: { backend: Backend }) {
  const onGpu = backend === 'webgpu';
  const name = onGpu ? 'WebGPU' : backend === 'wasm' ? 'WASM' : backend.toUpperCase();
  const Icon = onGpu ? Zap : Cpu;
  return (
    <Tooltip label={`${texts.runsOn} ${name}`}>
      <Badge
        variant="light"
        color={onGpu ? 'green' : 'gray'}
        radius="sm"
        leftSection={<Icon size={12} aria-hidden />}
        style={{ textTransform: 'none' }}
      >
        <span className="visually-hidden">{texts.runsOn} </span>
        {name}
      </Badge>
    </Tooltip>
  );
}
