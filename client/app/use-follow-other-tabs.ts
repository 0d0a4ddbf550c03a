import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onSignedInElsewhere } from '../api/renew-access.ts';

/** Whoever signs in or out in another tab does so in this one. */
export function useFollowOtherTabs(): void {
  const client = useQueryClient();
  useEffect(() => onSignedInElsewhere(() => void client.resetQueries()), [client]);
}
