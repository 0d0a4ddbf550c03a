import './zod-without-eval.ts';
import { expose } from 'comlink';
import { installErrorTransfer } from './error-transfer.ts';
import './transparent-decoder.ts';
import { VideoHost } from './video-host.ts';

installErrorTransfer();
expose(new VideoHost());
