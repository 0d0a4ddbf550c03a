import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onSignedInElsewhere } from '../api/renew-access.ts';

/** Follows signing in and out in other tabs. */
export function useFollowOtherTabs(): void {
  const client = useQueryClient();
  useEffect(() => onSignedInElsewhere(() => void client.resetQueries()), [client]);
}
