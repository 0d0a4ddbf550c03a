/** English sentences about arguments, settings and files of the command line and the server process: see `english.ts`. */
export const COMMAND_LINE_SENTENCES = {} as const;
