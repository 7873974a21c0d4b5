/** A row of a GTFS file: column → text, as it stands in the file. */
export type GtfsRow = Readonly<Record<string, string>>;

/** The files of a GTFS feed (less `.txt`), and our three beside them. Every row of a file has the same columns. */
export type Gtfs = Readonly<Record<GtfsFile, readonly GtfsRow[]>>;

export type GtfsFile =
  | 'agency'
  | 'routes'
  | 'trips'
  | 'stops'
  | 'stop_times'
  | 'shapes'
  | 'calendar'
  | 'calendar_dates'
  | 'stop_assets'
  | 'trip_vehicles'
  | 'line_settings';
