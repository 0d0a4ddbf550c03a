import { Histogram } from 'prom-client';

/** The observations of one bucket, with the labels of the metric. */
interface BucketRow {
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bound of the bucket; Infinity for the last. */
  readonly bound: number;
  readonly count: number;
  /** Sum of the observed values. */
  readonly sum: number;
}

interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly bounds: readonly number[];
}

/** A histogram of observations that were counted elsewhere: prom-client's own takes them one by one only. */
export class TotalsHistogram extends Histogram {
  constructor(
    private readonly options: HistogramOptions,
    private readonly rows: readonly BucketRow[],
  ) {
    const { name, help, labelNames } = options;
    super({ name, help, labelNames: [...labelNames], buckets: [...options.bounds], registers: [] });
  }

  /**
   * The text of a registry; `get` and everything else that reads a histogram of prom-client call this, too.
   */
  getForPromString() {
    const { name, help } = this.options;
    const values = [...this.#groups().values()].flatMap((rows) => this.#series(rows));
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values });
  }

  #groups(): Map<string, BucketRow[]> {
    const groups = new Map<string, BucketRow[]>();
    for (const row of this.rows) {
      const key = JSON.stringify(this.options.labelNames.map((label) => row.labels[label]));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return groups;
  }

  /** The cumulative buckets, the sum and the count of the rows of one set of labels. */
  #series(rows: readonly BucketRow[]) {
    const { name, bounds } = this.options;
    const labels = { ...rows[0]?.labels };
    const upTo = (limit: number) => rows.reduce((sum, { bound, count }) => sum + (bound <= limit ? count : 0), 0);
    const buckets = [...bounds, Infinity].map((bound) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
      value: upTo(bound),
    }));
    const sum = rows.reduce((all, row) => all + row.sum, 0);
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: upTo(Infinity) },
    ];
  }
}
