import { useId, type ReactNode } from 'react';
import classes from './admin.module.css';

interface Column {
  readonly title: string;
  /** Figures are aligned at the right. */
  readonly figures?: boolean;
}

interface Row {
  readonly key: string;
  /** One cell for each column; the first one names the row. */
  readonly cells: readonly ReactNode[];
}

interface DataTableProps {
  /** Describes the table for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A table that scrolls sideways, by mouse or keyboard, where the page is too narrow for it. */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  const id = useId();
  return (
    <div className={classes['scroll']} role="group" aria-labelledby={id} tabIndex={0}>
      <table className={classes['table']}>
        <caption id={id} className="visually-hidden">
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map(({ title, figures }) => (
              <th key={title} scope="col" data-figures={figures}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, at) => {
                const column = columns[at];
                return at === 0 ? (
                  <th key={column?.title} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={column?.title} data-figures={column?.figures}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
