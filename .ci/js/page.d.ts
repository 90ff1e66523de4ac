// What the page's scripts add to the payload: their state, their events, the elements of the template, and Plotly.

type By = "provider" | "patient";
type Kind = "finding" | "visit";
type TableName = "findings" | "visits";
type Contest = keyof ByRule;
type Finding = FindingTold;

interface Chosen {
  kind: Kind;
  number: number;
}

/** What the filters leave, by number. */
interface Shown {
  findings: Set<number>;
  visits: Set<number>;
  rows: Set<number>;
}

/** An entry of the server's log. */
interface Decision {
  finding: string;
  decision: "accepted" | "corrected" | "dismissed";
  reason: string;
  initials: string;
  time: string;
}

type ViewName = "month" | "work" | "day" | "trends";

/** What the page holds at once: the dates are opened one by one. */
type PageData = Omit<Payload, "days"> & { days: DayHead[] };

/** What to show on a date that is opened. */
interface Leads {
  filters?: Record<string, string>;
  finding?: number;
}

interface PageState {
  data: PageData;
  day: Day;
  visitOf: number[];
  by: By;
  now: By;
  time: number;
  instant: number;
  chosen: Chosen | null;
  shown: Shown;
  hidden: Set<string>;
  decisions: Decision[] | null;
  logProblem: boolean;
}

/** What happens on the page, or is asked for, with what is said of it. */
interface PageEvents {
  filtered: [];
  "laid-out": [];
  moved: [];
  drawn: [];
  turned: [];
  proof: [kind: Kind, number: number];
  decided: [];
  "open-day": [date: string, leads: Leads];
  "open-work": [filters: Partial<WorkFilter>];
  view: [name: ViewName, before: ViewName];
  leaving: [];
  result: [data: PageData];
}

type StateName = "open" | Decision["decision"];

/** Which findings the worklist shows; null shows all. */
interface WorkFilter {
  state: string | null;
  rule: string | null;
  severity: string | null;
  clinic: string | null;
  provider: string | null;
  /** Somebody who must be named beside the provider. */
  with: string | null;
}

/** A bar of the chart: its middle and height in lanes. */
interface Bar {
  y: number;
  height: number;
}

interface Ink {
  grid: string;
  minor: string;
  card: string;
  faint: string;
  ink: string;
  muted: string;
  accent: string;
}

interface Card {
  key: string;
  spans: (ProviderSpan | PatientSpan)[];
  build: (element: HTMLElement, at: number) => void;
  at: number;
  element: HTMLElement;
}

interface Column<Each> {
  key: string;
  head: string;
  number?: boolean;
  wide?: boolean;
  some?: boolean;
  lead?: boolean;
  named?: boolean;
  sort?: (each: Each) => string | number;
  cell: (each: Each, number: number) => Node | string;
}

interface TrendPart {
  element: HTMLElement;
  panel: TrendPanel;
  periods: TrendPeriod[];
  value: HTMLAnchorElement;
  plot: PlotlyElement;
  known: number[];
  at: number;
  drawn: boolean;
}

/** A figure as Plotly takes it; its inside is Plotly's own affair. */
interface PlotlyElement extends HTMLElement {
  data?: any[];
  on(event: string, act: (told: any) => void): void;
}

declare const Plotly: {
  react(element: HTMLElement, data: unknown[], layout: object, config: object): Promise<unknown>;
  relayout(element: HTMLElement, change: object): Promise<unknown>;
  restyle(element: HTMLElement, change: object, traces?: number[]): Promise<unknown>;
};

/** The elements of the template that are more than an element. */
interface PageElements {
  clock: HTMLInputElement;
  day: HTMLSelectElement;
  "filter-clear": HTMLButtonElement;
  "filter-more": HTMLDetailsElement;
  findings: HTMLTableElement;
  gd: PlotlyElement;
  help: HTMLDialogElement;
  "import-file": HTMLInputElement;
  "keys-on": HTMLInputElement;
  scrub: HTMLInputElement;
  search: HTMLInputElement;
  speed: HTMLSelectElement;
  "trend-table": HTMLTableElement;
  visits: HTMLTableElement;
}
