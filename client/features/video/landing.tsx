import { Button, Loader } from '@mantine/core';
import { Clapperboard, ShieldCheck } from 'lucide-react';
import { texts } from '../../lib/texts.ts';
import { cancelOpening } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { Message } from '../../ui/message.tsx';
import classes from './landing.module.css';
import { VideoPicker } from './video-picker.tsx';

interface LandingProps {
  /** Files are dragged over the page. */
  readonly over: boolean;
  onPick(file: File): void;
}

/** The page without a video: choose one, see why one was refused, wait for one to open. */
export function Landing({ over, onPick }: LandingProps) {
  const { status, fileName, error } = useVideoStore();
  return (
    <main className={classes['landing']}>
      <div className={classes['intro']}>
        <h2>{texts.tagline}</h2>
        <p>{texts.privacy}</p>
      </div>
      {error && status === 'empty' && (
        <div className={classes['error']}>
          <Message kind="error" title={texts.couldNotOpen}>
            {error.message}
          </Message>
        </div>
      )}
      <div className={classes['zone']} data-over={over}>
        {status === 'opening' ? <Opening fileName={fileName} /> : <Invitation over={over} onPick={onPick} />}
      </div>
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
    </main>
  );
}

function Invitation({ over, onPick }: LandingProps) {
  return (
    <>
      <Clapperboard size={40} strokeWidth={1.5} className={classes['icon']} aria-hidden />
      <h3>{over ? texts.dropToOpen : texts.dropHere}</h3>
      <VideoPicker label={texts.chooseVideo} size="sm" onPick={onPick} />
      <p className={classes['hint']}>{texts.dropFormats}</p>
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
      <Button variant="default" onClick={cancelOpening}>
        {texts.cancelOpening}
      </Button>
      <p className={classes['privacy']}>
        <ShieldCheck size={15} aria-hidden />
        {texts.privacy}
      </p>
    </>
  );
}
