import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { tokenOf } from '../../theme/use-theme';
import { byRank, COUNT, FONT, IS_MANY, IS_ONE, label, WORST_ON_TOP } from './expressions';
import { rankOf } from './features';
import { collection } from './geojson';
import { groundLayers } from './ground-layers';

export const SOURCES = ['ground', 'lines', 'calm', 'marked', 'trucks', 'chosen'] as const;

function calmLayers(): LayerSpecification[] {
  return [
    {
      id: 'calm-many',
      type: 'circle',
      source: 'calm',
      filter: IS_MANY,
      paint: {
        'circle-color': tokenOf('map-calm'),
        'circle-opacity': 0.45,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 10, 100, 42],
      },
    },
    {
      id: 'calm-count',
      type: 'symbol',
      source: 'calm',
      filter: IS_MANY,
      layout: { 'text-field': COUNT, 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true },
      paint: { 'text-color': tokenOf('text') },
    },
    {
      id: 'calm-one',
      type: 'symbol',
      source: 'calm',
      filter: IS_ONE,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.55, 16, 1],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', 16.5, ['get', 'name']],
        'text-font': FONT,
        'text-size': 11,
        'text-offset': [0, 1.1],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: label(tokenOf('text-2'), tokenOf('map-bg')),
    },
  ];
}

const TRUCK_SIZE: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 10, 0.7, 15, 1];

function headingLayer(): LayerSpecification {
  return {
    id: 'truck-heading',
    type: 'symbol',
    source: 'trucks',
    filter: ['>=', ['get', 'heading'], 0],
    layout: {
      'icon-image': 'wedge',
      'icon-rotate': ['get', 'heading'],
      'icon-rotation-alignment': 'map',
      'icon-size': TRUCK_SIZE,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
}

/** Trucks that need somebody lie over everything; the others under whatever does. */
function truckLayer(id: string, isMarked: boolean): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'trucks',
    filter: [isMarked ? '>' : '==', ['get', 'rank'], 0],
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-size': TRUCK_SIZE,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': WORST_ON_TOP,
      'text-field': [
        'step',
        ['zoom'],
        ['case', ['>', ['get', 'rank'], 1], ['get', 'name'], ''],
        14,
        ['get', 'name'],
      ],
      'text-font': FONT,
      'text-size': 11,
      'text-offset': [0, 1.3],
      'text-anchor': 'top',
      'text-optional': true,
    },
    paint: label(tokenOf('text'), tokenOf('map-bg')),
  };
}

function markedLayers(): LayerSpecification[] {
  return [
    {
      id: 'marked-many',
      type: 'symbol',
      source: 'marked',
      filter: IS_MANY,
      layout: {
        'icon-image': byRank((mark) => `many-${mark}`, 'many-unknown'),
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': WORST_ON_TOP,
        'text-field': COUNT,
        'text-font': FONT,
        'text-size': 13,
        'text-offset': [
          'case',
          ['==', ['get', 'rank'], rankOf('critical')],
          ['literal', [0, 0.35]],
          ['literal', [0, 0]],
        ],
        'text-allow-overlap': true,
      },
      paint: {
        'text-color': ['case', ['>', ['get', 'rank'], rankOf('info')], tokenOf('map-bg'), tokenOf('text')],
      },
    },
    {
      id: 'marked-one',
      type: 'symbol',
      source: 'marked',
      filter: IS_ONE,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': WORST_ON_TOP,
        'text-field': [
          'step',
          ['zoom'],
          ['case', ['>=', ['get', 'rank'], rankOf('major')], ['get', 'name'], ''],
          14,
          ['get', 'name'],
        ],
        'text-font': FONT,
        'text-size': 12,
        'text-offset': [0, 1.5],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: label(tokenOf('text'), tokenOf('map-bg')),
    },
  ];
}

function chosenLayer(): LayerSpecification {
  return {
    id: 'chosen',
    type: 'circle',
    source: 'chosen',
    paint: {
      'circle-radius': 24,
      'circle-opacity': 0,
      'circle-stroke-color': tokenOf('accent'),
      'circle-stroke-width': 3,
    },
  };
}

/** The whole style in the colours of the present theme; every source starts empty. */
export function mapStyle(): StyleSpecification {
  const plain = { type: 'geojson', data: collection([]) } as const;
  const clustered = { ...plain, cluster: true, clusterMaxZoom: 15 } as const;
  return {
    version: 8,
    sources: {
      ground: plain,
      lines: plain,
      calm: { ...clustered, clusterRadius: 44 },
      marked: { ...clustered, clusterRadius: 30, clusterProperties: { rank: ['max', ['get', 'rank']] } },
      trucks: plain,
      chosen: plain,
    },
    layers: [
      ...groundLayers(),
      ...calmLayers(),
      headingLayer(),
      truckLayer('trucks', false),
      chosenLayer(),
      ...markedLayers(),
      truckLayer('marked-trucks', true),
    ],
  };
}
