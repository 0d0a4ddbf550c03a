import { ActionIcon, Menu } from '@mantine/core';
import { Copy, Film, FileDown, FolderOpen, Pencil, Trash2, EllipsisVertical, TriangleAlert } from 'lucide-react';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { formatDateTime } from '../../i18n/format.ts';
import { formatCount, formatNumber } from '../../i18n/plural.ts';
import type { ListedProject, Preview, ProjectSummary } from '../../project/storage/stored-project.ts';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';

interface ProjectCardProps {
  readonly project: ListedProject;
  readonly isOpen: boolean;
  readonly address: string;
  onRename(): void;
  onDuplicate(): void;
  onSaveFile(): void;
  onRemove(): void;
}

/** One project of the list. One that cannot be opened shows why, and can still be saved as a file. */
export function ProjectCard({ project, isOpen, address, ...actions }: ProjectCardProps) {
  const { summary, thumbnail, fault } = project;
  return (
    <li className={classes['card']} data-fault={fault ?? undefined}>
      <Thumbnail picture={thumbnail} preview={summary.preview} />
      <div className={classes['facts']}>
        {fault ? (
          <strong className={classes['name']}>{summary.name}</strong>
        ) : (
          // The link covers the whole card.
          <Link href={address} className={classes['name']}>
            {summary.name}
          </Link>
        )}
        <Facts summary={summary} />
        {isOpen && <span className={classes['badge']}>{projectTexts.openNow}</span>}
        {fault && (
          <p className={classes['fault']}>
            <TriangleAlert size={14} aria-hidden />
            {projectTexts[fault]}
          </p>
        )}
      </div>
      <ActionMenu name={summary.name} address={fault ? null : address} {...actions} />
    </li>
  );
}

function Facts({ summary }: { summary: ProjectSummary }) {
  const { video, frameCount, labelledFrames, updatedAt } = summary;
  return (
    <>
      {video.name !== summary.name && <span className={classes['file']}>{video.name}</span>}
      <span className="tabular">
        {formatCount(frameCount, 'frame')} · {projectTexts.labelled(formatNumber(labelledFrames))}
      </span>
      {updatedAt > 0 && <span>{projectTexts.changed(formatDateTime(new Date(updatedAt).toISOString()))}</span>}
    </>
  );
}

/**
 * The project's picture with its labels over it. The labels are stored with the document, so they are never
 * older than it.
 */
function Thumbnail({ picture, preview }: { readonly picture: Blob | null; readonly preview: Preview | null }) {
  if (!picture) {
    return (
      <span className={classes['picture']}>
        <Film size={26} strokeWidth={1.5} aria-hidden />
      </span>
    );
  }
  return (
    <span className={classes['labelled']}>
      <Picture blob={picture} />
      {preview && <Labels {...preview} />}
    </span>
  );
}

function Labels({ width, height, labels }: Preview) {
  return (
    // As the picture: its middle part, where its aspect ratio is not that of the card.
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" aria-hidden>
      {labels.map(({ color, box: [x, y, boxWidth, boxHeight] }, at) => (
        <rect key={at} x={x} y={y} width={boxWidth} height={boxHeight} stroke={color} data-testid="preview-label" />
      ))}
    </svg>
  );
}

function Picture({ blob }: { blob: Blob }) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const address = URL.createObjectURL(blob);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [blob],
  );
  return <img ref={show} alt="" className={classes['picture']} />;
}

type ActionMenuProps = Omit<ProjectCardProps, 'project' | 'isOpen' | 'address'> & {
  readonly name: string;
  /** Null where the project cannot be opened. */
  readonly address: string | null;
};

function ActionMenu({ name, address, onRename, onDuplicate, onSaveFile, onRemove }: ActionMenuProps) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="default" className={classes['menu']} size={28} aria-label={projectTexts.actions(name)}>
          <EllipsisVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {address !== null && (
          <>
            <Menu.Item component={Link} href={address} leftSection={<FolderOpen size={15} aria-hidden />}>
              {projectTexts.open}
            </Menu.Item>
            <Menu.Item leftSection={<Pencil size={15} aria-hidden />} onClick={onRename}>
              {projectTexts.rename}
            </Menu.Item>
            <Menu.Item leftSection={<Copy size={15} aria-hidden />} onClick={onDuplicate}>
              {projectTexts.duplicate}
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<FileDown size={15} aria-hidden />} onClick={onSaveFile}>
          {projectTexts.saveFile}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="var(--vdf-bad)" leftSection={<Trash2 size={15} aria-hidden />} onClick={onRemove}>
          {projectTexts.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
