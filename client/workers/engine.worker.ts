import './zod-without-eval.ts';
import { expose } from 'comlink';
import { EngineHost } from './engine-host.ts';
import { installErrorTransfer } from './error-transfer.ts';

installErrorTransfer();
expose(new EngineHost());
