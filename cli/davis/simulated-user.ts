import { ForgeError } from '../../core/errors.ts';
import { wantedFrames } from '../../core/project/wanted-frames.ts';
import { byDoubt, doubtsOf } from '../../core/review/doubts.ts';
import { largestGap } from '../../core/review/lane.ts';
import type { FrameIndex, TrackId } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import { withTrueMask } from './davis-project.ts';
import type { ProjectRun } from './project-run.ts';
import { meanOf, type LabelScore } from './davis-score.ts';
import type { DavisTruth } from './davis-truth.ts';

/** How good the labels of a sequence are after some labels of the user. */
export interface InteractiveStep {
  /** Labels that the user has given, the first box among them. */
  readonly labels: number;
  /** Mean J of the labels that the user did not give. */
  readonly J: number;
  /** Mean J of these and of those that the user gave after the first box. */
  readonly JOfAll: number;
}

/** The steps of two users: one labels what the list of doubts ranks first, the other what is worst in truth. */
export interface InteractiveSteps {
  readonly doubted: readonly InteractiveStep[];
  readonly worst: readonly InteractiveStep[];
}

interface Scored {
  readonly run: ProjectRun;
  readonly labels: readonly LabelScore[];
}

interface Session {
  /** The project before the first run. */
  readonly start: Project;
  readonly first: Scored;
  readonly truth: DavisTruth;
  readonly timestamps: readonly number[];
  readonly propagated: (project: Project) => Promise<ProjectRun>;
  readonly score: (run: ProjectRun) => Promise<readonly LabelScore[]>;
}

interface Place {
  readonly trackId: TrackId;
  readonly frame: FrameIndex;
}

/** Gives labels one by one until there are `count`; each but the first is a true mask, after which all is run again. */
export async function labelAsUser(session: Session, count: number): Promise<InteractiveSteps> {
  const doubted = await stepsOf(session, count, ({ run }) => mostDoubtful(run.project, session.timestamps));
  const worst = await stepsOf(session, count, ({ labels }) => worstOf(labels));
  return { doubted, worst };
}

/** A user for whom there is nothing left to look at gives no more labels, and the figures stay as they are. */
async function stepsOf(
  { start, first, truth, propagated, score }: Session,
  count: number,
  choose: (scored: Scored) => Place | null,
): Promise<InteractiveStep[]> {
  let project = start;
  let scored = first;
  const steps = [stepOf(first, 1)];
  while (steps.length < count) {
    const place = choose(scored);
    if (place) {
      const mask = (await truth.masksOn(place.frame)).get(place.trackId);
      if (!mask) throw new ForgeError('internal.detail', { detail: `object ${place.trackId} has no true mask` });
      project = withTrueMask(project, place.trackId, place.frame, mask);
      const run = await propagated(project);
      scored = { run, labels: await score(run) };
    }
    steps.push(stepOf(scored, place ? steps.length + 1 : (steps.at(-1)?.labels ?? 1)));
  }
  return steps;
}

function stepOf({ labels }: Scored, given: number): InteractiveStep {
  const others = labels.filter(({ state }) => state !== 'user');
  return { labels: given, J: meanOf(others, ({ J }) => J), JOfAll: meanOf(labels, ({ J }) => J) };
}

/** What the product's list of doubts has first. */
function mostDoubtful(project: Project, timestamps: readonly number[]): Place | null {
  const gap = largestGap(wantedFrames(project, timestamps));
  return byDoubt(project.tracks.flatMap((track) => doubtsOf(track, gap)))[0] ?? null;
}

function worstOf(labels: readonly LabelScore[]): Place | null {
  const others = labels.filter(({ state }) => state !== 'user');
  const [first, ...rest] = others;
  if (!first) return null;
  const worst = rest.reduce((least, each) => (each.J < least.J ? each : least), first);
  return { trackId: worst.object, frame: worst.frame };
}
