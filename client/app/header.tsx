import { Button } from '@mantine/core';
import { Clapperboard, Keyboard } from 'lucide-react';
import { Link } from 'wouter';
import { AccountMenu } from '../features/account/account-menu.tsx';
import { ShortcutsSheet } from '../features/keys/shortcuts-sheet.tsx';
import { SaveIndicator } from '../features/projects/save-indicator.tsx';
import { VideoFacts } from '../features/video/video-facts.tsx';
import { VideoPicker } from '../features/video/video-picker.tsx';
import { datasetTexts } from '../i18n/dataset-texts.ts';
import { useKeyLabel } from '../keymap/key-label.ts';
import { runAction } from '../keymap/use-actions.ts';
import { useRunStore } from '../run/run-store.ts';
import { texts } from '../i18n/texts.ts';
import { useVideoStore } from '../video/video-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Logo } from '../ui/logo.tsx';
import { projectAddress } from './address.ts';
import classes from './app.module.css';
import { BackendBadge } from './backend-badge.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { ProjectButtons } from './project-buttons.tsx';
import { saveOpenProject } from './open-project.ts';
import { useOpenProject } from './open-project-store.ts';
import { usePageTitle } from './use-page-title.ts';

interface HeaderProps {
  readonly place: 'start' | 'workspace' | 'pages';
  /** Called with the video that the user chose to replace the open one, in the workspace. */
  onPick?(file: File): void;
}

/**
 * The app's name, the open project, and controls of the whole session. Outside the studio there is no video
 * to replace.
 */
export function Header({ place, onPick }: HeaderProps) {
  const metadata = useVideoStore((state) => state.metadata);
  const backend = useRunStore((state) => state.backend);
  const helpKey = useKeyLabel('help.open');
  // Other pages have their own h1.
  const Brand = place === 'pages' ? 'div' : 'h1';
  const inWorkspace = place === 'workspace';
  usePageTitle(inWorkspace);
  const openId = useOpenProject((state) => state.openId);
  return (
    <header className={classes['header']}>
      <Brand className={classes['brand']} data-compact={inWorkspace}>
        <Link href={projectAddress(null)}>
          <Logo className={classes['mark']} />
          <span>{texts.appName}</span>
        </Link>
      </Brand>
      <div className={classes['facts']}>{inWorkspace && metadata && <VideoFacts metadata={metadata} />}</div>
      <div className={classes['actions']}>
        {inWorkspace && backend && <BackendBadge backend={backend} />}
        {inWorkspace && <SaveIndicator onSave={saveOpenProject} />}
        {inWorkspace && <ProjectButtons />}
        {inWorkspace && onPick && <VideoPicker label={texts.changeVideo} variant="default" onPick={onPick} />}
        {!inWorkspace && (place === 'pages' || openId !== null) && (
          <Button
            component={Link}
            href={projectAddress(openId)}
            variant="default"
            leftSection={<Clapperboard size={15} aria-hidden />}
          >
            {datasetTexts.studio}
          </Button>
        )}
        <AccountMenu />
        <LanguageSwitch />
        <IconButton
          icon={Keyboard}
          label={texts.shortcuts}
          shortcut={helpKey}
          onClick={() => void runAction('help.open')}
        />
      </div>
      {place !== 'pages' && <p className={classes['narrow']}>{texts.narrow}</p>}
      <ShortcutsSheet />
    </header>
  );
}
