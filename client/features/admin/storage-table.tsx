import type { AdminOverview } from '../../../core/schema/api/admin.ts';
import { formatBytes } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { adminTexts } from './admin-texts.ts';
import { DataTable } from './data-table.tsx';

/** Storage used by all accounts together, and the limits of one account. */
export function StorageTable({ storage }: Pick<AdminOverview, 'storage'>) {
  return (
    <DataTable
      caption={adminTexts.storage}
      columns={[
        { title: adminTexts.kind },
        { title: adminTexts.count, figures: true },
        { title: adminTexts.size, figures: true },
        { title: adminTexts.quota, figures: true },
      ]}
      rows={(['datasets', 'videos'] as const).map((kind) => {
        const { count, bytes, quotaBytes } = storage[kind];
        return {
          key: kind,
          cells: [adminTexts[kind], formatNumber(count), formatBytes(bytes), formatBytes(quotaBytes)],
        };
      })}
    />
  );
}
