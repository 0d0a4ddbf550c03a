// Fills a server with something to look at: an account, labels to review and a dataset, made by the engine.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { uploadVideoFile } from '../../cli/remote/upload-video.ts';
import { SAMPLE_SAMPLING, SCENE_OBJECTS } from '../../client/workers/sample-scene.ts';
import { sampleTruth } from '../../client/workers/sample-truth.ts';
import { DEFAULT_FORMAT } from '../../core/formats/registry.ts';
import { promptsToProject } from '../../core/project/prompts-to-project.ts';
import { isOpenJob, jobPageSchema, jobSchema, type Job, type JobKind } from '../../core/schema/api/jobs.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import type { StoredVideo } from '../../core/schema/api/videos.ts';
import type { Project, Sampling } from '../../core/schema/project.ts';
import type { PromptsFile } from '../../core/schema/prompts.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import { sampleClip } from '../../tests/fixtures/sample-clip.ts';

/** The demo account, on a contributor's own machine only. */
export const DEMO_ACCOUNT = {
  username: 'demo',
  email: 'demo@example.org',
  password: 'labels-that-travel',
} as const;

/** Names of the demo jobs, and the references by which they are found again. */
const NAMES: Readonly<Record<JobKind, string>> = { labels: 'Sample clip to review', dataset: 'Sample dataset' };
const REFS: Readonly<Record<JobKind, string>> = { labels: 'demo-labels', dataset: 'demo-dataset' };
const LOOK_MS = 500;

/** The contents of the demo account. */
export interface Demo {
  /** A finished job whose labels can be opened for review. */
  readonly labels: Job;
  /** A finished job, with the id of the dataset that came of it. */
  readonly dataset: Job & { readonly datasetId: string };
}

/**
 * Makes what is missing of the demo: the account, the sample clip in it, and two jobs on the clip. The labels of one
 * wait for review, the other ends in a dataset. Throws one sentence where the server refuses something or a job fails.
 *
 * @param server its address, or that of the page before it
 * @param say called with a sentence where something is made, which takes a while
 * @param sampling which frames are labelled; four of them where it is not said
 */
export async function makeDemo(
  server: string,
  say: (text: string) => void,
  sampling: Sampling = SAMPLE_SAMPLING,
): Promise<Demo> {
  const account = await DemoAccount.enter(server);
  const known = await account.jobs();
  const missing = (['labels', 'dataset'] as const).filter((kind) => !known.some((job) => isDemo(job, kind)));
  if (missing.length > 0) {
    say('Making the demo: half a minute on two cores, once ...');
    const { video, project } = await sendClip(account, sampling);
    for (const kind of missing) known.push(await account.startJob(kind, video, project));
  }
  const [labels, dataset] = await Promise.all([account.finished(known, 'labels'), account.finished(known, 'dataset')]);
  const { datasetId } = dataset;
  if (datasetId === null) throw new Error('The demo job ended without a dataset.');
  return { labels, dataset: { ...dataset, datasetId } };
}

const isUnderWay = ({ state }: Job): boolean => isOpenJob(state) && state !== 'paused';

/** Whether a job is the demo's and still worth having: its dataset may have been deleted. */
function isDemo(job: Job, wanted: JobKind): boolean {
  const { projectRef, kind, state, datasetId } = job;
  if (projectRef !== REFS[wanted] || kind !== wanted) return false;
  return isUnderWay(job) || (state === 'done' && (kind === 'labels' || datasetId !== null));
}

/** Puts the sample clip into the account; the project has the true boxes of its objects on the first frame. */
async function sendClip(
  account: DemoAccount,
  sampling: Sampling,
): Promise<{ readonly video: StoredVideo; readonly project: Project }> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-demo-'));
  try {
    const path = join(folder, 'sample-clip.mp4');
    await writeFile(path, await sampleClip());
    const frames = await openFrames(path);
    const { metadata } = frames;
    await frames.close();
    const project = promptsToProject(firstFrame(), metadata, sampling);
    return { video: await account.upload(path), project };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function firstFrame(): PromptsFile {
  const prompts: PromptsFile['prompts'] = sampleTruth(0).flatMap(({ name, box }) => {
    if (!box) return [];
    const [x, y, width, height] = box;
    return [{ frame: 0, class: name, object: SCENE_OBJECTS.indexOf(name) + 1, box: [x, y, width, height] }];
  });
  return { classes: [...SCENE_OBJECTS], prompts };
}

/** The account, signed in as a browser is: by cookies. */
class DemoAccount {
  private constructor(
    private readonly server: string,
    private readonly cookie: string,
  ) {}

  static async enter(server: string): Promise<DemoAccount> {
    const { email, password } = DEMO_ACCOUNT;
    const known = await post(server, '/api/auth/login', { login: email, password });
    const reply = known.status === 401 ? await post(server, '/api/auth/register', DEMO_ACCOUNT) : known;
    if (!reply.ok) throw await refusal(reply);
    const cookies = reply.headers.getSetCookie().map((each) => each.split(';')[0]);
    return new DemoAccount(server, cookies.join('; '));
  }

  async jobs(): Promise<Job[]> {
    return [...(await this.#get('/api/jobs?limit=100', jobPageSchema)).jobs];
  }

  upload(path: string): Promise<StoredVideo> {
    return uploadVideoFile(path, { server: this.server, headers: { Cookie: this.cookie } });
  }

  async startJob(kind: JobKind, video: StoredVideo, project: Project): Promise<Job> {
    const name = NAMES[kind];
    const spec = { name, format: DEFAULT_FORMAT };
    const order = { videoId: video.id, kind, project: { ...project, name }, spec, projectRef: REFS[kind] };
    const reply = await post(this.server, '/api/jobs', order, this.cookie);
    if (!reply.ok) throw await refusal(reply);
    return jobSchema.parse(await reply.json());
  }

  /** The demo's job of this kind once it is done. */
  async finished(jobs: readonly Job[], kind: JobKind): Promise<Job> {
    let job = jobs.find((each) => isDemo(each, kind));
    while (job && isUnderWay(job)) {
      await sleep(LOOK_MS);
      job = await this.#get(`/api/jobs/${job.id}`, jobSchema);
    }
    if (job?.state === 'done') return job;
    throw new Error(`The demo job "${NAMES[kind]}" ended without a result: ${job?.reason?.message ?? job?.state}.`);
  }

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const reply = await fetch(new URL(path, this.server), { headers: { Cookie: this.cookie } });
    if (!reply.ok) throw await refusal(reply);
    return schema.parse(await reply.json());
  }
}

function post(server: string, path: string, body: unknown, cookie?: string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', ...(cookie === undefined ? {} : { Cookie: cookie }) };
  return fetch(new URL(path, server), { method: 'POST', headers, body: JSON.stringify(body) });
}

async function refusal(reply: Response): Promise<Error> {
  const problem = problemSchema.safeParse(await reply.json().catch(() => null));
  return new Error(problem.success ? problem.data.detail : `The server answered ${reply.status} to ${reply.url}.`);
}
