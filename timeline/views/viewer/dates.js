// Dates as they stand on an axis; the page writes no other.

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The parts of a date, YYYY-MM-DD.
 * @param {string} date
 */
export function parts(date) {
  const day = new Date(`${date}T00:00:00Z`);
  return { weekday: WEEKDAYS[day.getUTCDay()], day: day.getUTCDate(), month: MONTHS[day.getUTCMonth()] };
}

/**
 * A date in short: `Tue 3 Mar`.
 * @param {string} date
 */
export function shortDate(date) {
  const { weekday, day, month } = parts(date);
  return `${weekday} ${day} ${month}`;
}
