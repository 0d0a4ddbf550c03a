import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { projectChanges } from './project-changes.ts';
import { listProjects } from './project-repository.ts';

const KEY = ['stored-projects'];

/** The projects of this browser, kept up to date over all tabs. */
export function useProjects() {
  const client = useQueryClient();
  useEffect(() => projectChanges.subscribe(() => void client.invalidateQueries({ queryKey: KEY })), [client]);
  // The browser's own storage is there without a network, and an immediate retry changes nothing.
  return useQuery({ queryKey: KEY, queryFn: listProjects, networkMode: 'always', retry: false });
}
