import { Button, Loader } from '@mantine/core';
import { Clapperboard, ShieldCheck, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { texts } from '../../i18n/texts.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { landingTexts } from './landing-texts.ts';
import classes from './landing.module.css';
import { VideoNotice } from './video-notice.tsx';
import { VideoPicker } from './video-picker.tsx';

interface LandingProps {
  /** Files are dragged over the page. */
  readonly over: boolean;
  /** The sample clip is being made. */
  readonly makingSample: boolean;
  /** The user has projects already: the introduction is shorter. */
  readonly returning: boolean;
  onPick(file: File): void;
  onSample(): void;
  /** Content below: the projects of this browser. */
  readonly children?: ReactNode;
}

/**
 * The start page: choose a video or the sample clip, errors of a refused file, opening progress, stored
 * projects.
 */
export function Landing({ over, makingSample, returning, onPick, onSample, children }: LandingProps) {
  const { status, fileName, replacement } = useVideoStore();
  const opening = status === 'opening' ? fileName : replacement;
  return (
    <main className={classes['landing']} data-returning={returning}>
      <div className={classes['intro']}>
        <h2>{texts.tagline}</h2>
        <p>{texts.privacy}</p>
      </div>
      {opening === null && !makingSample && <VideoNotice className={classes['error']} title={texts.couldNotOpen} />}
      <div className={classes['zone']} data-over={over}>
        {opening !== null && <Opening fileName={opening} />}
        {opening === null && makingSample && <MakingSample />}
        {opening === null && !makingSample && <Invitation over={over} onPick={onPick} onSample={onSample} />}
      </div>
      {!returning && <Steps />}
      {children}
    </main>
  );
}

function Steps() {
  return (
    <ol className={classes['steps']}>
      {texts.steps.map(({ title, text }, at) => (
        <li key={title}>
          <span className={classes['number']} aria-hidden>
            {at + 1}
          </span>
          <span>
            <strong>{title}</strong>
            <span>{text}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Invitation({ over, onPick, onSample }: Pick<LandingProps, 'over' | 'onPick' | 'onSample'>) {
  return (
    <>
      <Clapperboard size={40} strokeWidth={1.5} className={classes['icon']} aria-hidden />
      <h3>{over ? texts.dropToOpen : texts.dropHere}</h3>
      <div className={classes['choices']}>
        <VideoPicker label={texts.chooseVideo} size="sm" onPick={onPick} />
        <span>{landingTexts.or}</span>
        <Button size="sm" variant="default" leftSection={<Sparkles size={16} aria-hidden />} onClick={onSample}>
          {landingTexts.trySample}
        </Button>
      </div>
      <p className={classes['hint']}>{landingTexts.sampleHint}</p>
      <p className={classes['hint']}>{texts.dropFormats}</p>
    </>
  );
}

function MakingSample() {
  return (
    <>
      <Loader size={32} aria-hidden />
      <h3 role="status">{landingTexts.makingSample}</h3>
    </>
  );
}

function Opening({ fileName }: { fileName: string }) {
  return (
    <>
      <Loader size={32} aria-hidden />
      <h3 role="status">
        {texts.opening} {fileName}
      </h3>
      <Button variant="default" onClick={() => videoClient.cancelOpening()}>
        {texts.cancelOpening}
      </Button>
      <p className={classes['privacy']}>
        <ShieldCheck size={15} aria-hidden />
        {texts.privacy}
      </p>
    </>
  );
}
