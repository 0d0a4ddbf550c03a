import type { VideoMetadata } from '../../../core/schema/project.ts';
import { formatBytes, formatDuration, formatRate } from '../../i18n/format.ts';
import { formatCount } from '../../i18n/plural.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './video-facts.module.css';

/** Common names of codecs; others are shown as in the file. */
const CODEC_NAMES: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
};

/** Facts about the open video, in one line. */
export function VideoFacts({ metadata }: { metadata: VideoMetadata }) {
  const { name, duration, size, codec, width, height, nominalFps, variableFps, frameCount } = metadata;
  const { fact } = texts;
  const rate = `${formatRate(nominalFps)} ${fact.fps}${variableFps ? ` (${fact.variable})` : ''}`;
  const facts = [
    [fact.duration, formatDuration(duration)],
    [fact.fileSize, formatBytes(size)],
    [fact.codec, CODEC_NAMES[codec] ?? codec],
    [fact.size, `${width} × ${height}`],
    [fact.rate, rate],
    [fact.frames, formatCount(frameCount, 'frame')],
  ] as const;
  return (
    <div className={classes['facts']}>
      <span className={classes['name']} title={[name, ...facts.map(([term, value]) => `${term}: ${value}`)].join('\n')}>
        {name}
      </span>
      <dl className={classes['list']}>
        {facts.map(([term, value]) => (
          <div key={term} title={term}>
            <dt className="visually-hidden">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
