/** Throws one clear sentence where the port cannot be used; `example` is a command that takes another one. */
export function checkPort(port: number, example: string): Promise<void>;
