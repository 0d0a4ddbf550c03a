import { useQueries } from '@tanstack/react-query';
import { parseProject } from '../../../core/schema/project.ts';
import { PriceEstimate } from '../../run/dataset-form/price-estimate.tsx';
import { maySkipFrames, type SpecChoices } from '../../run/dataset-form/spec-choices.ts';
import { readSkeleton } from '../../project/storage/project-repository.ts';
import type { ProjectSummary } from '../../project/storage/stored-project.ts';
import { expectedSize } from './expected-size.ts';

interface BatchPriceProps {
  readonly projects: readonly ProjectSummary[];
  readonly choices: SpecChoices;
}

/**
 * The total price of the datasets of all chosen projects. A project that cannot be read cannot be sent, and
 * costs nothing.
 */
export function BatchPrice({ projects, choices }: BatchPriceProps) {
  const read = useQueries({
    queries: projects.map(({ id, updatedAt }) => ({
      queryKey: ['expected-size', id, updatedAt],
      queryFn: async () => expectedSize(parseProject(await readSkeleton(id))),
      staleTime: Infinity,
      networkMode: 'always' as const,
      retry: false,
    })),
  });
  // A partial total would be wrong.
  if (read.some(({ isPending }) => isPending)) return null;
  const sizes = read.flatMap(({ data }) => data ?? []);
  return <PriceEstimate datasets={sizes} atMost={maySkipFrames(choices) || sizes.some(({ atMost }) => atMost)} />;
}
