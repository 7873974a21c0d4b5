import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '../../api/types';
import { useServices } from '../../live/live';

/** Takes the alert over and shows at once who has it, here and in every list. */
export function useAcknowledge(alert: Alert) {
  const { api, store } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.acknowledge(alert.id),
    onSuccess: (taken) => {
      store.putAlerts([taken]);
      const assetId = taken.assetId ?? taken.subject.asset;
      if (assetId !== undefined) void queries.invalidateQueries({ queryKey: ['alerts', assetId] });
    },
  });
}
