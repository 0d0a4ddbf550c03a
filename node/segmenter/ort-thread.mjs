// The entry point of the thread: threads do not inherit the TypeScript loader of their parent.
import { register } from 'tsx/esm/api';

register();
await import('./ort-thread.ts');
