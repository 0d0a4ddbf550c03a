import { checkModels } from '../doctor/doctor-models.ts';
import { CommandFailed } from '../terminal/command-failed.ts';
import { tableLines } from '../terminal/print-facts.ts';

/**
 * `vdf models`: the models of the manifest, and whether their files match it. Throws `CommandFailed` where
 * one does not.
 */
export async function modelsCommand(options: { json?: boolean }): Promise<void> {
  const models = await checkModels();
  if (options.json) process.stdout.write(`${JSON.stringify(models, null, 2)}\n`);
  else {
    for (const { id, title, licence, files } of models) {
      process.stdout.write(`${id}: ${title} (${licence})\n`);
      const rows = files.map(({ role, name, state, source, bytes }) => [
        `  ${role}`,
        name,
        `${(bytes / 1e6).toFixed(1)} MB`,
        source,
        state,
      ]);
      for (const line of tableLines(rows)) process.stdout.write(`${line}\n`);
    }
  }
  if (models.some(({ files }) => files.some(({ state }) => state !== 'verified')))
    throw new CommandFailed('a model file is missing or damaged');
}
