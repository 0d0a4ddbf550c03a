import { lanePaths, LANE_HEIGHT, type LaneKind } from './lane-paths.ts';
import { reviewTexts } from './review-texts.ts';
import classes from './timeline.module.css';

const KINDS = [
  'user',
  'propagated',
  'interpolated',
  'low',
  'lost',
  'left',
  'outside',
  'occluded',
  'verified',
  'outdated',
] as const;
/** Flags drawn above or below a label are shown together with one. */
const MARKS: readonly LaneKind[] = ['occluded', 'verified', 'outdated'];
const WIDTH = 20;

/** The meaning of the shapes on the lanes, drawn by the same code. */
export function TimelineLegend() {
  return (
    <ul className={classes['legend']} aria-label={reviewTexts.legend}>
      <li>
        <Sample keyframe />
        {reviewTexts.kinds.keyframe}
      </li>
      {KINDS.map((kind) => (
        <li key={kind}>
          <Sample kind={kind} />
          {reviewTexts.kinds[kind]}
        </li>
      ))}
    </ul>
  );
}

function Sample({ kind, keyframe = false }: { kind?: (typeof KINDS)[number]; keyframe?: boolean }) {
  const span = [{ from: 0, to: 0 }];
  const of = (each: LaneKind) => (each === kind || (each === 'propagated' && kind && MARKS.includes(kind)) ? span : []);
  const states = {
    user: of('user'),
    propagated: of('propagated'),
    interpolated: of('interpolated'),
    low: of('low'),
    lost: of('lost'),
    left: of('left'),
    outside: of('outside'),
  };
  const lane = { states, occluded: of('occluded'), verified: of('verified'), outdated: of('outdated') };
  const keyframes = keyframe ? [{ rank: 0, outside: false }] : [];
  const paths = lanePaths({ ...lane, keyframes }, { width: WIDTH, frames: 1 });
  return (
    <svg className={classes['lane']} width={WIDTH} height={LANE_HEIGHT} aria-hidden>
      {Object.entries(paths.kinds).map(([each, d]) => d !== '' && <path key={each} data-kind={each} d={d} />)}
      <path data-kind="keyframe" d={paths.keyframes} />
    </svg>
  );
}
