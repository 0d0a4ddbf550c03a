import { Option } from 'commander';

export const deviceOption = () =>
  new Option('--device <device>', 'where the model runs; auto takes the best that works')
    .choices(['auto', 'cpu', 'webgpu', 'cuda'])
    .default('auto');

export const precisionOption = () =>
  new Option(
    '--precision <precision>',
    'what its encoder computes with; auto takes fp16 where the masks agree and it is faster',
  )
    .choices(['auto', 'fp32', 'fp16'])
    .default('auto');

export const jsonOption = () => new Option('--json', 'print JSON for programs');

export const serverOption = () =>
  new Option('--server <address>', 'where the app is served (default: the last one of vdf login, or this machine)');
