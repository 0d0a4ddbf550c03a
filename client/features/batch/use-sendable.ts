import { useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../i18n/format.ts';
import { findKeptVideo } from '../../project/storage/kept-videos.ts';
import type { ListedProject, ProjectSummary } from '../../project/storage/stored-project.ts';
import { useProjects } from '../../project/storage/use-projects.ts';
import { batchTexts } from './batch-texts.ts';

export interface SendableProject {
  readonly summary: ProjectSummary;
  /** Why it cannot be sent; null where it can. */
  readonly fault: string | null;
}

/** The projects of this browser that have labels, with the reason for each that cannot be sent. */
export function useSendable(limitBytes: number | undefined) {
  const projects = useProjects();
  const labelled = projects.data?.filter(({ summary, fault }) => fault === null && summary.labelledFrames > 0);
  const sendable = useQuery({
    queryKey: ['sendable-projects', labelled?.map(({ summary }) => [summary.id, summary.updatedAt]), limitBytes],
    queryFn: () => Promise.all((labelled ?? []).map((project) => sendableOf(project, limitBytes))),
    enabled: labelled !== undefined,
    networkMode: 'always',
  });
  return { data: sendable.data, error: projects.error ?? sendable.error };
}

async function sendableOf({ summary }: ListedProject, limitBytes = Infinity): Promise<SendableProject> {
  if (summary.video.size > limitBytes) return { summary, fault: batchTexts.tooLarge(formatBytes(limitBytes)) };
  const kept = await findKeptVideo(summary.video);
  return { summary, fault: kept ? null : batchTexts.noVideo };
}
