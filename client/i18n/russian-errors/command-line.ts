import type { COMMAND_LINE_SENTENCES } from '../../../core/sentences/command-line.ts';

/** Russian sentences about arguments, settings and files of the command line and the server process. */
export const RUSSIAN_COMMAND_LINE: Readonly<Record<keyof typeof COMMAND_LINE_SENTENCES, string>> = {};
