import { Argument, Command, Option } from 'commander';
import { roleSchema, type Role } from '../core/schema/api/accounts.ts';
import { APP_NAME } from '../core/app-name.ts';
import { APP_VERSION } from './app-info.ts';
import { names, positiveInteger } from './terminal/arguments.ts';
import type { AnnotateOptions } from './commands/annotate-command.ts';
import type { BenchOptions } from './commands/bench-command.ts';
import { deviceOption, jsonOption, precisionOption } from './commands/common-options.ts';
import { completionScript, SHELLS, type Shell } from './terminal/completion-script.ts';
import { addDatasetOptions, addSampling, checkLabelling, PROMPTS_SHAPE } from './commands/labelling-options.ts';
import { addServerCommands } from './commands/server-commands.ts';
import type { UserCreateOptions } from './commands/user-command.ts';

/**
 * Builds the command line. Commands load their own code when they run, so that help and argument errors come
 * at once. Parsing throws a CommanderError for wrong arguments.
 */
export function createProgram(): Command {
  const program = new Command('vdf')
    .description(`${APP_NAME}: label one frame of a video and get a labelled dataset of it, on this machine.`)
    .version(APP_VERSION)
    .showHelpAfterError('(vdf --help shows what there is)')
    .exitOverride();
  addAnnotate(program);
  addBench(program);
  addInspect(program);
  addDoctor(program);
  addModels(program);
  addUser(program);
  addWorker(program);
  addServerCommands(program);
  addCompletion(program);
  return program;
}

function addAnnotate(program: Command): void {
  const annotate = program
    .command('annotate')
    .description('propagate the boxes of a prompts file through a video and write the dataset')
    .argument('<video>', 'video file, or folder of images')
    .requiredOption('--prompts <file>', PROMPTS_SHAPE);
  addSampling(annotate)
    .requiredOption('--out <file>', 'the archive to write')
    .option('--project <file>', 'also write the project with its labels and masks')
    .addOption(deviceOption())
    .addOption(precisionOption());
  addDatasetOptions(annotate)
    .addOption(jsonOption())
    .action(async (video: string, options: AnnotateOptions, command: Command) => {
      checkLabelling(options, command);
      const { annotateCommand } = await import('./commands/annotate-command.ts');
      await annotateCommand(video, options);
    });
}

function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure how well labels are propagated')
    .command('davis')
    .description('against the true masks of a DAVIS data set')
    .argument('<folder>', 'folder with JPEGImages and Annotations')
    .addOption(new Option('--every <n>', 'use every n-th frame').argParser(positiveInteger).default(1))
    .addOption(
      new Option('--labels <k>', 'start from the true masks of k frames spread evenly').argParser(positiveInteger),
    )
    .addOption(
      new Option('--interactive <n>', 'let a simulated user give n labels, each where the list of doubts begins')
        .argParser(positiveInteger)
        .conflicts('labels'),
    )
    .option('--objects', 'take every colour of the masks as an object of its own')
    .option('--cpu', 'also measure the CPU time of a frame, and of each further object')
    .addOption(new Option('--sequences <names>', 'only these, with commas between them').argParser(names))
    .option('--cache <folder>', 'keep what the encoder gives for each image there, and take it from there')
    .option('--json <file>', 'also write the result as JSON')
    .addOption(deviceOption())
    .addOption(precisionOption())
    .action(async (folder: string, options: BenchOptions) => {
      const { benchCommand } = await import('./commands/bench-command.ts');
      await benchCommand(folder, options);
    });
}

function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('say what a video is')
    .argument('<video>', 'video file, or folder of images')
    .addOption(jsonOption())
    .action(async (video: string, options: { json?: boolean }) => {
      const { inspectCommand } = await import('./commands/inspect-command.ts');
      await inspectCommand(video, options);
    });
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check that everything works on this machine, and say what to do where it does not')
    .addOption(jsonOption())
    .action(async (options: { json?: boolean }) => {
      const { doctorCommand } = await import('./commands/doctor-command.ts');
      await doctorCommand(options);
    });
}

function addModels(program: Command): void {
  program
    .command('models')
    .description('list the models and whether their files are the right ones')
    .addOption(jsonOption())
    .action(async (options: { json?: boolean }) => {
      const { modelsCommand } = await import('./commands/models-command.ts');
      await modelsCommand(options);
    });
}

function addUser(program: Command): void {
  const user = program.command('user').description("accounts of this machine's server");
  user
    .command('create')
    .description('create an account; the password is asked for, or taken from VDF_PASSWORD')
    .requiredOption('--username <name>', '3 to 32 letters, digits, dots, dashes or underscores')
    .requiredOption('--email <address>', 'an e-mail address')
    .option('--admin', 'make it an administrator', false)
    .addOption(jsonOption())
    .action(async (options: UserCreateOptions) => {
      const { userCreateCommand } = await import('./commands/user-command.ts');
      await userCreateCommand(options);
    });
  user
    .command('role')
    .description('make a user an administrator, or take that back')
    .argument('<name>', 'username or e-mail address')
    .addArgument(new Argument('<role>', 'the role').choices(roleSchema.options))
    .addOption(jsonOption())
    .action(async (login: string, role: Role, options: { json?: boolean }) => {
      const { userRoleCommand } = await import('./commands/user-command.ts');
      await userRoleCommand(login, role, options);
    });
}

function addWorker(program: Command): void {
  program
    .command('worker')
    .description('work on the jobs of servers with the same DATABASE_URL and storage, until it is stopped')
    .action(async () => {
      const { workerCommand } = await import('./commands/worker-command.ts');
      await workerCommand();
    });
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });
}
