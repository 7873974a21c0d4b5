/** A number of the physics, with its unit and where it comes from. `docs/simulator.md` publishes all of them. */
export interface Constant {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

const OURS = 'our estimate';
const PRAGUE = 'measured on the Prague series (MIT; origin Golemio, Prague)';
const domain = (what: string): string => `work plans of Chinese bureaus: ${what}`;

const of = (value: number, unit: string, source: string = OURS): Constant => ({ value, unit, source });

/** Frozen before any rule is tuned on them: a change here makes every score before it worthless. */
export const BIN = {
  kitchenDeposits: of(60, '1/day', domain('kitchen waste fills a bin in about a day')),
  otherDeposits: of(48, '1/day'),
  recyclableDeposits: of(7, '1/day'),
  hazardousDeposits: of(1.2, '1/day'),
  kitchenRaise: of(1.5, '% a deposit'),
  otherRaise: of(1.7, '% a deposit'),
  recyclableRaise: of(2.1, '% a deposit', PRAGUE),
  hazardousRaise: of(1.2, '% a deposit'),
  smallBinShare: of(1 / 15, 'of bins'),
  smallBinPace: of(1.5, 'times'),
  weekendPace: of(1.15, 'times'),
  biggestDeposit: of(15, '%'),
  residualMax: of(6, '%', PRAGUE),
  echoShare: of(0.165, 'of readings', PRAGUE),
  echoMax: of(2, '%', PRAGUE),
  rangingNoise: of(0.08, '%'),
  lidReflection: of(0.00005, 'of readings', `${PRAGUE}: fewer than 1 in 10,000`),
  lidReading: of(97, '%'),
  kitchenFull: of(95, 'kg'),
  otherFull: of(40, 'kg'),
  recyclableFull: of(22, 'kg'),
  hazardousFull: of(60, 'kg'),
  liftDuration: of(75, 's'),
  fireRise: of(600, 's'),
  fireFall: of(1_800, 's'),
} as const;

export const SKY = {
  rainyDays: of(0.18, 'of days', 'climate tables of Jinan, rounded'),
  meanRain: of(11, 'mm a rainy day', 'climate tables of Jinan, rounded'),
  yearMean: of(14.5, '°C', 'climate tables of Jinan, rounded'),
  yearSwing: of(13.5, '°C', 'climate tables of Jinan, rounded'),
  coldestDay: of(15, 'day of the year'),
  daySwing: of(4.5, '°C'),
  dayNoise: of(2.5, '°C, one standard deviation'),
} as const;

export const TANK = {
  heightMm: of(2_000, 'mm', 'a common precast tank'),
  inletMm: of(1_550, 'mm', 'a common precast tank'),
  floorMm: of(150, 'mm'),
  cycleMin: of(50, 'days'),
  cycleSpread: of(40, 'days'),
  plannedRise: of(1_250, 'mm a cycle'),
  riseSpread: of(220, 'mm a cycle'),
  lateCycles: of(0.06, 'of clearings'),
  lateBy: of(0.2, 'of a cycle at most'),
  rainInflow: of(0.9, 'mm a mm of rain'),
  levelNoise: of(3, 'mm'),
  foamShare: of(0.004, 'of readings'),
  foamMax: of(60, 'mm'),
  gasBase: of(2, '%LEL'),
  gasSludge: of(8, '%LEL'),
  gasNoise: of(0.4, '%LEL'),
  gasRise: of(900, 's'),
  gasFall: of(3_600, 's'),
  spillOver: of(40, 'mm over the rim'),
} as const;

export const LIGHT = {
  switchingAltitude: of(-1.5, '°'),
  photocellSpread: of(180, 's'),
  cloudSpread: of(300, 's'),
  warmUp: of(120, 's'),
  coldPower: of(0.8, 'of nameplate'),
  ageing: of(0.04, 'of nameplate over a life'),
  lampSpread: of(0.02, 'of nameplate, one standard deviation'),
  meterNoise: of(0.004, 'of the value, one standard deviation'),
  powerFactor: of(0.95, ''),
  cableLoss: of(0.02, 'of the power'),
  supplyV: of(231, 'V', 'EN 50160: 230 V, +10 / -10 %'),
  loadDropV: of(2.5, 'V'),
  voltageNoise: of(0.8, 'V'),
  lampFailures: of(1 / 2_500, 'of lamps a day'),
  repairMin: of(12, 'h'),
  repairMax: of(96, 'h'),
  leakBaseMin: of(3, 'mA'),
  leakBaseSpread: of(9, 'mA'),
  leakRain: of(6, 'mA at most'),
  leakRise: of(600, 's'),
  doorVisits: of(1 / 45, 'of cabinets a day'),
  doorMin: of(10, 'min'),
  doorMax: of(45, 'min'),
} as const;

export const TRUCK = {
  cruiseMin: of(20, 'km/h'),
  cruiseMax: of(38, 'km/h'),
  rushFactor: of(0.7, 'of the speed, 7-9 and 17-19 h'),
  redLights: of(0.28, 'of crossings'),
  redMin: of(8, 's'),
  redMax: of(50, 's'),
  departureSpread: of(75, 's, one standard deviation'),
  lateStarts: of(0.02, 'of trips'),
  lateStartMax: of(1_800, 's'),
  jams: of(0.015, 'of trips'),
  jamMin: of(900, 's'),
  jamMax: of(1_800, 's'),
  musicDwell: of(150, 's'),
  busDwell: of(70, 's'),
  dwellSpread: of(0.25, 'of the dwell'),
  unloading: of(480, 's'),
  fuelRange: of(260, 'km from full to a fifth, 180 l at 55 l/100 km'),
  fuelLeft: of(20, '%, when it is filled up'),
  early: of(45, 's before the plan at most'),
} as const;

export const GPS = {
  openSky: of(
    2.2,
    'm, one standard deviation per axis',
    'published accuracy of single-frequency receivers, 95 % within 5 m; rounded',
  ),
  canyon: of(8, 'm, one standard deviation per axis'),
  white: of(0.6, 'm, one standard deviation per axis'),
  slowKnot: of(120, 's between independent values'),
  fastKnot: of(24, 's between independent values'),
  canyonShare: of(0.22, 'of 150 m squares'),
  multipath: of(0.03, 'of 24 s in a canyon'),
  multipathM: of(35, 'm'),
  outages: of(0.02, 'of 60 s in a canyon'),
  coldStart: of(45, 's without a fix'),
  settling: of(60, 's'),
  settlingM: of(25, 'm'),
  speedNoise: of(0.4, 'km/h'),
} as const;

export const RADIO = {
  lorawanLoss: of(0.012, 'of reports'),
  lorawanDuplicates: of(0.004, 'of reports', 'two gateways hear one uplink'),
  lorawanDelayMax: of(4, 's'),
  nbiotLoss: of(0.004, 'of reports'),
  nbiotDelayMax: of(20, 's'),
  cellularLoss: of(0.0005, 'of reports'),
  cellularDelayMax: of(3, 's'),
  deadSpots: of(0.004, 'of 10 min of a truck'),
  deadSpotMax: of(240, 's'),
  memory: of(1_000, 'reports'),
  memorySpacing: of(0.25, 's between stored reports'),
  reconnectMax: of(45, 's'),
  failures: of(0.0006, 'of devices a day'),
  failureMin: of(4, 'h'),
  failureMax: of(72, 'h'),
  clockError: of(1.5, 's, at most'),
} as const;

export const CELL = {
  fullV: of(3.65, 'V', 'lithium thionyl chloride, 3.6 V nominal'),
  slopeV: of(0.15, 'V from new to the knee'),
  knee: of(0.97, 'of the charge'),
  emptyV: of(2.6, 'V'),
  life: of(1_700, 'days'),
  lateSwaps: of(0.08, 'of cells reach the knee'),
  noise: of(0.004, 'V'),
} as const;

export const CONSTANTS = { BIN, SKY, TANK, LIGHT, TRUCK, GPS, RADIO, CELL } as const;
