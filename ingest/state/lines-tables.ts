/** Each import of a feed is a version; a log entry names it, so versions that were live are kept. */
export interface LineFeedsTable {
  version: number;
  feed_id: string;
  /** SHA-256 of the content: importing the same again makes no new version. */
  digest: string;
  imported_at: number;
  is_live: number;
  /** Time zone and services. */
  json: string;
}

export interface RoutesTable {
  version: number;
  route_id: string;
  json: string;
}

export interface ShapesTable {
  version: number;
  shape_id: string;
  json: string;
}

export interface StopsTable {
  version: number;
  stop_id: string;
  json: string;
}

export interface TripsTable {
  version: number;
  trip_id: string;
  route_id: string;
  service_id: string;
  shape_id: string;
  /** First departure and last arrival, seconds of the service day. */
  start_s: number;
  end_s: number;
  stop_count: number;
  /** Stops and vehicles. */
  json: string;
}
