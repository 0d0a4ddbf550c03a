import type { Command } from 'commander';
import { jsonOption, serverOption } from './common-options.ts';
import type { DatasetListOptions, PullOptions } from './datasets-command.ts';
import type { PushOptions } from './datasets-push.ts';
import type { LoginOptions } from './login-command.ts';

/** The commands that work in an account on a server. */
export function addServerCommands(program: Command): void {
  addLogin(program);
  addDatasets(program);
}

function addLogin(program: Command): void {
  program
    .command('login')
    .description('keep an access token of your account page; it is asked for, or taken from VDF_TOKEN')
    .addOption(serverOption())
    .option('--token <secret>', 'the token; it stays in the history of your shell')
    .addOption(jsonOption())
    .action(async (options: LoginOptions) => {
      const { loginCommand } = await import('./login-command.ts');
      await loginCommand(options);
    });
  program
    .command('logout')
    .description('forget the access token of a server')
    .addOption(serverOption())
    .addOption(jsonOption())
    .action(async (options: Pick<LoginOptions, 'server' | 'json'>) => {
      const { logoutCommand } = await import('./login-command.ts');
      await logoutCommand(options);
    });
}

function addDatasets(program: Command): void {
  const datasets = program.command('datasets').description('finished datasets in your account');
  datasets
    .command('list')
    .description('list them, newest first')
    .option('--search <text>', 'part of the name or of a class name')
    .addOption(serverOption())
    .addOption(jsonOption())
    .action(async (options: DatasetListOptions) => {
      const { datasetListCommand } = await import('./datasets-command.ts');
      await datasetListCommand(options);
    });
  datasets
    .command('pull')
    .description('download an archive')
    .argument('<dataset>', 'its id or its name')
    .requiredOption('--out <file>', 'the archive to write')
    .addOption(serverOption())
    .addOption(jsonOption())
    .action(async (dataset: string, options: PullOptions) => {
      const { pullCommand } = await import('./datasets-command.ts');
      await pullCommand(dataset, options);
    });
  datasets
    .command('push')
    .description('save an archive to your account')
    .argument('<archive>', 'zip that annotate or the app wrote')
    .option(
      '--login <name>',
      'your username or e-mail address, to sign in with VDF_PASSWORD or a password that is asked for',
    )
    .addOption(serverOption())
    .option('--name <name>', 'another name than the archive says')
    .option('--description <text>', 'what the dataset is')
    .addOption(jsonOption())
    .action(async (archive: string, options: PushOptions) => {
      const { pushCommand } = await import('./datasets-push.ts');
      await pushCommand(archive, options);
    });
}
