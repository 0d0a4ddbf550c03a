import { Button, Kbd, Modal, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Clapperboard, Keyboard } from 'lucide-react';
import { Link } from 'wouter';
import { AccountMenu } from '../features/account/account-menu.tsx';
import { VideoFacts } from '../features/video/video-facts.tsx';
import { VideoPicker } from '../features/video/video-picker.tsx';
import { datasetTexts } from '../lib/dataset-texts.ts';
import { useRunStore } from '../lib/run-store.ts';
import { shortcutTexts, texts } from '../lib/texts.ts';
import { useVideoStore } from '../lib/video-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Logo } from '../ui/logo.tsx';
import classes from './app.module.css';
import { BackendBadge } from './backend-badge.tsx';
import { ProjectButtons } from './project-buttons.tsx';

/** The app's name, what is open, and what concerns the session as a whole. Outside the studio it has no video to change. */
export function Header({ onPick }: { onPick?(file: File): void }) {
  const metadata = useVideoStore((state) => state.metadata);
  const backend = useRunStore((state) => state.backend);
  const [helpOpened, help] = useDisclosure(false);
  return (
    <header className={classes['header']}>
      <h1 className={classes['brand']} data-compact={metadata !== null}>
        <Link href="/">
          <Logo className={classes['mark']} />
          <span>{texts.appName}</span>
        </Link>
      </h1>
      <div className={classes['facts']}>{onPick && metadata && <VideoFacts metadata={metadata} />}</div>
      <div className={classes['actions']}>
        {onPick && backend && <BackendBadge backend={backend} />}
        {onPick && metadata && <ProjectButtons />}
        {onPick && metadata && <VideoPicker label={texts.changeVideo} variant="default" onPick={onPick} />}
        {!onPick && (
          <Button component={Link} href="/" variant="default" leftSection={<Clapperboard size={15} aria-hidden />}>
            {datasetTexts.studio}
          </Button>
        )}
        <AccountMenu />
        <IconButton icon={Keyboard} label={texts.shortcuts} onClick={help.open} />
      </div>
      <Modal opened={helpOpened} onClose={help.close} title={texts.shortcuts} size={520} centered>
        <Shortcuts />
      </Modal>
    </header>
  );
}

function Shortcuts() {
  return (
    <Table verticalSpacing={6} fz="sm">
      <Table.Tbody>
        {shortcutTexts.map(([what, keys]) => (
          <Table.Tr key={what}>
            <Table.Td>{what}</Table.Td>
            <Table.Td ta="right">
              {keys.map((key) => (
                <Kbd key={key} size="xs" ml={4} style={{ whiteSpace: 'nowrap' }}>
                  {key}
                </Kbd>
              ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
