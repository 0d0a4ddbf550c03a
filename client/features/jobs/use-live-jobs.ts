import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { jobSchema } from '../../../core/schema/api/jobs.ts';
import { listenToEvents } from '../../api/event-stream.ts';

/**
 * Refreshes the lists of jobs when one of them changes. Returns false while the server sends no changes: then
 * they have to be queried.
 */
export function useLiveJobs(): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      timer = undefined;
      void client.invalidateQueries({ queryKey: ['jobs', 'list'] });
    };
    listenToEvents({
      path: '/api/job-events',
      event: 'job',
      signal: stop.signal,
      onConnected: (connected) => !stop.signal.aborted && setLive(connected),
      onData(data) {
        jobSchema.parse(data);
        // Many frames a second cause one refresh of the list.
        timer ??= setTimeout(renew, 500);
      },
    }).catch((error: unknown) => console.warn('The events of jobs cannot be read.', error));
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return live;
}
