// Written by declarations.py from timeline/views/viewer/*schema.py: change those files, not this one.

type Shift = number[];
type ProviderSpan = [number, number, string, string[], string[], string[], number[]];
type PatientSpan = [number, number, string, string, number | null, string[], number[]];
type Cell = [number, number, number, number];

/** A file that was read. */
interface Input {
  file: string;
  sha256: string;
  rows: number;
}

/** How a mark of the chart looks. */
interface Look {
  key: string;
  label: string;
  colour: string;
  pattern: string;
  text: string;
  line: string;
  line_width: number;
}

/** A policy that counts visits. */
interface PolicyTold {
  title: string;
  verified_through: string;
}

/** A rule that has a finding. */
interface RuleTold {
  title: string;
  meaning: string;
}

/** A document that a rule or a unit rests on. */
interface SourceTold {
  title: string;
  publisher: string;
  url: string;
  published: string;
  paraphrase: string;
}

/** A recorded row; what it does not have is left out.

`site` is the number of its clinic among the day's, on a day with several. */
interface Row {
  id: string;
  patient?: string;
  provider?: string;
  code?: string;
  kind: string;
  group?: string;
  payer?: string;
  note?: string;
  site?: number;
  drawn: string;
  thin?: boolean;
  start: number;
  end: number;
  at: number;
  length: number;
  when: string;
  what: string;
  counts: string;
}

/** Who has a row in one view of the chart, and by number in whose each recorded row is; null in nobody's. */
interface View {
  keys: string[];
  bars: (number | null)[];
}

/** The two views of the chart. */
interface Views {
  provider: View;
  patient: View;
}

/** A mark on a bar: a contested span or an interruption. */
interface OverlayTold {
  row: number;
  at: number;
  length: number;
  told: string[];
}

/** A booking and what became of it; times are those of the wall clock.

`row` is its number if it is drawn, `came` the start and end of the visit it was for, `rows` that visit's rows. */
interface BookingTold {
  row: number | null;
  patient: string;
  provider: string;
  state: string;
  start: number;
  end: number;
  came: number[];
  rows: number[];
}

/** What a provider is doing, span by span. */
interface ProviderInstants {
  provider: string;
  evidence: string;
  spans: [number, number, string, string[], string[], string[], number[]][];
}

/** What is true of a visit, span by span. */
interface PatientInstants {
  patient: string;
  discipline: string;
  evidence: string;
  spans: ([number, number, string, string, number | null, string[], number[]])[];
}

/** A count under each contest rule; null where units stay open. */
interface ByRule {
  exclusive: number | null;
  nested: number | null;
  documented: number | null;
}

/** A code of a visit. */
interface CodeTold {
  code: string;
  name: string;
  timed: boolean;
  minutes: number;
  assistant_minutes: number;
  units: number | null;
  billed_units: number | null;
  billed_as: string;
  minutes_exclusive: number;
  minutes_nested: number;
  minutes_documented: number;
  units_exclusive: number | null;
  units_nested: number | null;
  units_documented: number | null;
}

/** A step on the way to the units. */
interface Reason {
  text: string;
  source: string;
}

/** A span of a visit that counts, or does not. */
interface SpanTold {
  code: string;
  when: string;
  minutes: string;
  row: number | null;
  counts: boolean;
  why: string;
}

/** A claim line that a payer would not simply pay: as sent, what the payer does and why, and what to do. */
interface ClaimLine {
  line: string;
  outcome: string;
  units: number;
  why: string;
  remedy: string;
}

/** A visit; `findings` are ids, `rows` numbers of recorded rows.

`payer_does` is the worst that would become of its claim lines; empty where nothing is claimed. */
interface Visit {
  patient: string;
  discipline: string;
  clinic: string;
  payer: string;
  evidence: string;
  start: number;
  end: number;
  when: string;
  providers: string[];
  rows: number[];
  seconds: Record<string, number>;
  minutes: Record<string, number>;
  by_provider: Record<string, Record<string, number>>;
  timed_minutes: number | null;
  treatment_minutes: number;
  uncoded_minutes: number;
  unearned_minutes: number;
  units: number | null;
  units_by_rule: ByRule;
  exposure: number;
  exposure_by_provider: Record<string, number>;
  codes: CodeTold[];
  lines: string[];
  other_lines: string[][];
  conditional_lines: string[];
  asks: string[];
  alternatives: string[];
  because: Reason[];
  payer_does: string;
  claim_lines: ClaimLine[];
  spans: SpanTold[];
  findings: string[];
}

/** A change of one booking that would clear a contest: where it would stand on the wall clock, and what follows. */
interface OptionTold {
  row: number;
  provider: string;
  at: number;
  length: number;
  change: string;
  effect: string;
}

/** A finding; `rows` and `visits` are numbers of the day's rows and visits. */
interface FindingTold {
  id: string;
  rule: string;
  severity: string;
  patients: string[];
  providers: string[];
  payers: string[];
  start: number;
  end: number;
  when: string;
  seconds: number;
  minutes: number;
  lasts: string;
  units_at_risk: number;
  message: string;
  remedy: string;
  source: string;
  rows: number[];
  visits: number[];
  options?: OptionTold[];
}

/** Units of a code claimed and supported; `visit` is None where the schedule has no visit for the claim. */
interface ClaimedCode {
  visit: number | null;
  billed: number;
  supported: number;
}

/** A date. */
interface Day {
  date: string;
  title: string;
  clinics: string[];
  evidence: string[];
  shifts: number[][];
  start: number;
  end: number;
  rows: Row[];
  views: Views;
  contests: OverlayTold[];
  interruptions: OverlayTold[];
  bookings: BookingTold[];
  provider_instants: ProviderInstants[];
  patient_instants: PatientInstants[];
  visits: Visit[];
  findings: FindingTold[];
  claims: ClaimedCode[];
}

/** A decision of a log, as a page as a file shows it. */
interface DecisionTold {
  n: number;
  time: string;
  initials: string;
  finding: string;
  decision: string;
  reason: string;
}

/** A log of decisions: how many records, the hash of the last, and those on the page's findings. */
interface Decided {
  count: number;
  head: string;
  decisions: DecisionTold[];
}

/** A date in a list of dates. */
interface DayHead {
  date: string;
  title: string;
  clinics: string[];
}

/** A payload as it is sent: the head, and each day, compressed. */
interface Packed {
  head: string;
  days: string[];
}

/** Everything the page shows. */
interface Payload {
  decided?: Decided;
  plans?: PlansTold;
  version: string;
  privacy: string;
  contest: string;
  contest_rules: Record<string, string>;
  inputs: Input[];
  skipped: number;
  patients: Record<string, string>;
  providers: Record<string, string>;
  roles: Record<string, string>;
  nobody: string;
  looks: Look[];
  config: Record<string, any>;
  policies: Record<string, PolicyTold>;
  evidence: Record<string, string>;
  codes: string[];
  rules: Record<string, RuleTold>;
  sources: Record<string, SourceTold>;
  month: Month | null;
  work: WorkTold[];
  days: Day[];
  trends: Trends | null;
}

/** Units claimed next to units supported; cents at the clinic's own fees, null where nothing has a fee.

`over` and `under` add up the codes of a visit claimed with more or fewer units; `unvalued` counts those without a
fee. */
interface ClaimTold {
  billed: number;
  supported: number;
  over: number;
  under: number;
  over_cents: number | null;
  under_cents: number | null;
  unvalued: number;
}

/** A site over all dates; seconds claimed twice and seconds not credited. */
interface SiteTold {
  clinic: string;
  visits: number;
  claim: ClaimTold | null;
  twice: number;
  not_credited: number;
}

/** A provider who is claimed twice, or whose visits were claimed over; `over` counts a visit for each of its own. */
interface TherapistTold {
  provider: string;
  clinics: string[];
  twice: number;
  over: number;
}

/** Several dates at a glance; cells are numbers of a date and of a site or a therapist of the lists. */
interface Month {
  title: string;
  told: string;
  visits: number;
  claimed_visits: number;
  booked: number[];
  claim: ClaimTold | null;
  timed_units: number;
  exposure_units: number;
  twice: number;
  not_credited: number;
  sites: SiteTold[];
  therapists: TherapistTold[];
  by_site: [number, number, number, number][];
  by_therapist: [number, number, number, number][];
  by_date: [number, number, number, number][];
}

/** A finding of the worklist: where it is (numbers of a date and of a finding in it), and what it says. */
interface WorkTold {
  id: string;
  rule: string;
  severity: string;
  cause: string;
  day: number;
  number: number;
  clinic: string;
  when: string;
  patients: string[];
  providers: string[];
  seconds: number;
  units_at_risk: number;
  message: string;
  remedy: string;
}

/** A metric's value in a period, in words. */
interface TrendPoint {
  text: string;
  rests: string;
}

/** A period, the date it leads to, and whether it is only part of one. */
interface TrendPeriod {
  title: string;
  day: string;
  part: boolean;
}

/** A figure in Plotly's form. */
interface Figure {
  data: Record<string, any>[];
  layout: Record<string, any>;
}

/** A metric: its points, one for each period or null, and its figure for Plotly. */
interface TrendPanel {
  metric: string;
  label: string;
  points: (TrendPoint | null)[];
  goal: string;
  benchmark: string;
  figure: Figure;
}

/** The trends by day or by week. */
interface TrendView {
  every: string;
  label: string;
  told: string;
  periods: TrendPeriod[];
  panels: TrendPanel[];
}

/** The trends of several dates; `benchmark` names the period they are held against, or is empty. */
interface Trends {
  benchmark: string;
  views: TrendView[];
}

/** A booking that a plan moves or hands over; clocks as ISO text on the wall. */
interface PlanChange {
  date: string;
  patient: string;
  interval_id: string;
  provider_before: string;
  provider: string;
  role: string;
  start_before: string;
  start: string;
  end: string;
  shift_minutes: number;
}

/** Somebody of the waiting list, placed. */
interface PlanPlaced {
  date: string;
  patient: string;
  interval_id: string;
  provider: string;
  role: string;
  clinic: string;
  code: string;
  start: string;
  end: string;
  priority: number | null;
}

/** Somebody of the waiting list who cannot be placed, and why. */
interface PlanNotPlaced {
  patient: string;
  interval_id: string;
  why: string;
}

/** An aim of a plan, before and after, and how it was proved or not. */
interface PlanEffect {
  title: string;
  before: number;
  after: number;
  proof: string;
}

/** The dates that a plan changes as they would be, sent as a result is (`Packed`), with their rules and sources. */
interface PlanDays {
  head: string;
  days: string[];
}

/** A plan; `schedule` and `changes_file` are the CSV files that `timeline plan -o` writes. */
interface PlanTold {
  effects: PlanEffect[];
  changes: PlanChange[];
  placed: PlanPlaced[];
  not_placed: PlanNotPlaced[];
  carried_out: PlanDays;
  schedule: string;
  changes_file: string;
}

/** Plans for the days to come, the best first. */
interface PlansTold {
  contested_before: number;
  reason: string;
  plans: PlanTold[];
}
