import { InvalidArgumentError, Option, type Command } from 'commander';
import { jobKindSchema, jobPrioritySchema, jobStateSchema } from '../../core/schema/api/jobs.ts';
import { positiveInteger } from '../terminal/arguments.ts';
import { jsonOption, serverOption } from './common-options.ts';
import type { DatasetListOptions, PullOptions } from './datasets-command.ts';
import type { PushOptions } from './datasets-push.ts';
import type { JobAction, JobListOptions, JobOptions } from './jobs-command.ts';
import { addDatasetOptions, addSampling, checkLabelling, PROMPTS_SHAPE } from './labelling-options.ts';
import type { LoginOptions } from './login-command.ts';
import type { SubmitOptions } from './submit-command.ts';

/** Adds the commands that work in an account on a server. */
export function addServerCommands(program: Command): void {
  addLogin(program);
  addDatasets(program);
  addSubmit(program);
  addJobs(program);
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

const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

function addSubmit(program: Command): void {
  const submit = program
    .command('submit')
    .description('send videos to the server and have them labelled there; several are a batch')
    .argument('<video...>', 'video files')
    .addOption(
      new Option('--prompts <file>', `one for all videos, or given once for each in their order; ${PROMPTS_SHAPE}`)
        .argParser(collect)
        .makeOptionMandatory(),
    );
  addDatasetOptions(addSampling(submit))
    .option('--name <name>', 'what the job and its dataset are called (default: the name of the video)')
    .addOption(
      new Option('--kind <kind>', 'a dataset, or labels for review').choices(jobKindSchema.options).default('dataset'),
    )
    .addOption(
      new Option('--priority <priority>', 'among your own jobs').choices(jobPrioritySchema.options).default('normal'),
    )
    .option('--review-doubts', 'make no dataset where labels need a look: the job then ends with labels for review')
    .option('--wait', 'show the progress and end when the jobs do')
    .addOption(serverOption())
    .addOption(jsonOption())
    .action(async (videos: string[], options: SubmitOptions, command: Command) => {
      checkLabelling(options, command);
      const { submitCommand } = await import('./submit-command.ts');
      await submitCommand(videos, options);
    });
}

function jobLimit(text: string): number {
  const limit = positiveInteger(text);
  if (limit > 100) throw new InvalidArgumentError('At most 100 are listed at once.');
  return limit;
}

const JOB_ACTIONS: Readonly<Record<JobAction, string>> = {
  cancel: 'end a job for good',
  pause: 'let a job rest after its frame',
  resume: 'go on with a paused job',
  retry: 'start a failed or cancelled job again',
};

function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('your jobs on the server');
  addJobList(jobs);
  const ofOne = (name: string, description: string) =>
    jobs
      .command(name)
      .description(description)
      .argument('<job>', 'its id')
      .addOption(serverOption())
      .addOption(jsonOption());
  ofOne('show', 'say everything of a job').action(async (id: string, options: JobOptions) => {
    const { jobShowCommand } = await import('./jobs-command.ts');
    await jobShowCommand(id, options);
  });
  for (const [action, description] of Object.entries(JOB_ACTIONS) as [JobAction, string][]) {
    ofOne(action, description).action(async (id: string, options: JobOptions) => {
      const { jobActionCommand } = await import('./jobs-command.ts');
      await jobActionCommand(action, id, options);
    });
  }
  ofOne('log', 'say what happened to a job').action(async (id: string, options: JobOptions) => {
    const { jobLogCommand } = await import('./jobs-command.ts');
    await jobLogCommand(id, options);
  });
  ofOne('result', 'download the project with the labels that a job found')
    .requiredOption('--out <file>', 'the project to write')
    .action(async (id: string, options: JobOptions & { out: string }) => {
      const { jobResultCommand } = await import('./jobs-command.ts');
      await jobResultCommand(id, options);
    });
}

function addJobList(jobs: Command): void {
  jobs
    .command('list', { isDefault: true })
    .description('list them, newest first')
    .addOption(
      new Option('--state <state>', 'only these; open are queued, running and paused')
        .choices([...jobStateSchema.options, 'open', 'all'])
        .default('all'),
    )
    .option('--batch <id>', 'only those that were sent together')
    .addOption(new Option('--limit <n>', 'how many at most').argParser(jobLimit).default(24))
    .addOption(serverOption())
    .addOption(jsonOption())
    .action(async (options: JobListOptions) => {
      const { jobListCommand } = await import('./jobs-command.ts');
      await jobListCommand(options);
    });
}
