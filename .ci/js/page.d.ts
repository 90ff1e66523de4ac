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

/** A long table that is drawn part by part. */
interface PartedList {
  /** Show these entries, by number, in their order. */
  draw(numbers: number[]): void;
  /** The row of an entry, drawn if it was not; undefined if it is not listed. */
  row(number: number): HTMLElement | undefined;
}

/** What the filters leave, by number. */
interface Shown {
  findings: Set<number>;
  visits: Set<number>;
  rows: Set<number>;
  /** Rows that a search names by themselves. */
  matched: Set<number>;
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
  /** Whether its plans are what is looked for. */
  plan?: boolean;
}

interface PageState {
  data: PageData;
  day: Day;
  booked: Day;
  visitOf: number[];
  by: By;
  now: By;
  time: number;
  instant: number;
  chosen: Chosen | null;
  plans: PlansTold | null;
  plan: number;
  preview: OptionTold | null;
  shown: Shown;
  hidden: Set<string>;
  playing: boolean;
  decisions: Decision[] | null;
  logProblem: boolean;
}

/** What happens on the page, or is asked for, with what is said of it. */
interface PageEvents {
  filtered: [];
  planned: [];
  "laid-out": [];
  moved: [];
  turned: [];
  played: [];
  proof: [kind: Kind, number: number, at?: Pointed];
  instant: [time: number];
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

/** Where the pointer chose something: the recorded row, or -1, and the instant. */
interface Pointed {
  number: number;
  time: number;
}

/** How many patients a provider has from one wall clock to another, and how many claims cannot be attended. */
interface LoadSpan {
  at: number;
  until: number;
  patients: number;
  over: number;
}

/** The most at one instant of a quarter hour. */
interface LoadCell {
  at: number;
  patients: number;
  staff: number;
  over: number;
}

/** The patients of a provider at a site. */
interface Load {
  provider: string;
  site: number;
  spans: LoadSpan[];
}

/** A site's load under the chart; `booked` is what it was before the plan that is previewed, else empty. */
interface LoadStrip {
  cells: LoadCell[];
  booked: LoadCell[];
  site: number;
  top: number;
  height: number;
}

/** A visit on a row of the chart, or a booking nobody came for; times are wall clocks, the rest pixels. */
interface Envelope {
  visit: number | undefined;
  person: string;
  row: number;
  at: number;
  until: number;
  parts: number[];
  hollow: string;
  next: number;
  lane: number;
  top: number;
  height: number;
  names: string[];
}

interface SceneRow {
  key: string;
  site: number;
  shifts: number[];
  blocks: number[];
  envelopes: Envelope[];
  lanes: number;
  low: boolean;
  flagged: boolean;
  /** The overlaps on it. */
  marks: Overlap[];
  top: number;
  first: number;
  bottom: number;
  load: LoadSpan[];
}

/** Whether names stand above the rows, the pixels somebody's name needs beside them, and the pixels there are. */
interface Frame {
  above: boolean;
  named: (key: string) => number;
  room: number;
}

/** A span in which somebody is claimed twice; `start` and `end` are elapsed seconds, `at` and `until` wall clocks. */
interface Overlap {
  row: number;
  start: number;
  end: number;
  at: number;
  until: number;
  finding: number;
  units: number;
  worst: boolean;
  /** The plan that is previewed ends it: it was there as booked. */
  cleared: boolean;
}

/** How much an overlap makes itself heard: one is the loudest; where something is looked at, the others are quiet. */
type Voice = "loud" | "plain" | "quiet";

/** What an overlap says above its row. */
interface Plate {
  text: string;
  left: number;
  wide: number;
  first: number;
  loud: boolean;
  costs: boolean;
}

/** A name on the chart; a ground of its own where something lies under it. */
interface Label {
  text: string;
  x: number;
  ground: string;
}

/** A booking drawn under the visit it was for. */
interface Bracket {
  booking: BookingTold;
  envelope: Envelope;
  level: number;
}

interface Scene {
  rows: SceneRow[];
  sites: { site: number; top: number }[];
  envelopes: Envelope[];
  blocks: number[];
  brackets: Bracket[];
  overlaps: Overlap[];
  /** The rows as booked, while a plan is shown. */
  before: SceneRow[];
  height: number;
  lane: number;
}

/** A booking where a plan would have it, and where it stands; times are wall clocks, tops pixels. */
interface Ghost {
  patient: string;
  /** Ways to write the name, longest first. */
  names: string[];
  shift: string;
  at: number;
  until: number;
  row: SceneRow | null;
  lane: number;
  from: { row: SceneRow; at: number; until: number; lane: number; free: boolean } | null;
  elements: (HTMLElement | SVGElement)[];
  way: SVGPathElement | null;
}

/** The window of the chart that is drawn. */
interface Seen {
  from: number;
  to: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  now: number;
  step: number;
  fine: number;
  across: (clock: number) => number;
  close: boolean;
  stripOf: (height: number) => number;
}

/** What is under the pointer. */
interface Spot {
  clock: number;
  number: number | null;
  on: OverlayTold[];
  overlap: Overlap | null;
  hollow: Envelope | null;
}

/** Fonts and colors of the chart. */
interface Inks {
  night: boolean;
  family: string;
  size: number;
  name: string;
  small: string;
  flag: string;
  ground: string;
  off: string;
  ink: string;
  muted: string;
  line: string;
  visit: string;
  edge: string;
  twice: string;
  late: string;
  load: string;
  faint: string;
  onTwice: string;
  minor: string;
  grid: string;
  accent: string;
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
  /** The size and scheme it was drawn in. */
  look: string;
}

/** A figure as Plotly takes it; its inside is Plotly's own affair. */
interface PlotlyElement extends HTMLElement {
  data?: any[];
  on(event: string, act: (told: any) => void): void;
}

declare const Plotly: {
  react(element: HTMLElement, data: unknown[], layout: object, config: object): Promise<unknown>;
  restyle(element: HTMLElement, change: object, traces?: number[]): Promise<unknown>;
};

/** The elements of the template that are more than an element. */
interface PageElements {
  clock: HTMLInputElement;
  day: HTMLSelectElement;
  "filter-clear": HTMLButtonElement;
  "filter-more": HTMLDetailsElement;
  findings: HTMLTableElement;
  gd: HTMLCanvasElement;
  help: HTMLDialogElement;
  "import-file": HTMLInputElement;
  "keys-on": HTMLInputElement;
  plot: HTMLElement & { drawn?: () => object };
  scrub: HTMLInputElement;
  search: HTMLInputElement;
  speed: HTMLSelectElement;
  "trend-table": HTMLTableElement;
  visits: HTMLTableElement;
}
