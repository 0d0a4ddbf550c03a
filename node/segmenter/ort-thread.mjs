// Started as a thread: threads know nothing of the TypeScript loader of the thread that starts them.
import { register } from 'tsx/esm/api';

register();
await import('./ort-thread.ts');
