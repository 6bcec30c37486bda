# An event file as TensorBoard's own protocol buffers and record writer make it, the values that are in it, and NumPy's histograms.
# pip install tensorboard==2.21.0 protobuf==7.36.2 numpy==2.4.6 pillow; python make.py
import base64, io, json, math, struct
from importlib.metadata import version
import numpy as np
from PIL import Image
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import crc32c, masked_crc32c
from tensorboard.summary.writer.record_writer import RecordWriter


class Keep(io.BytesIO):
    def close(self):
        pass


def png(mode, pixels):
    image = Image.new(mode, (2, 1))
    image.putdata(pixels)
    out = io.BytesIO()
    image.save(out, 'PNG')
    return out.getvalue()


def plain(x):
    return x if math.isfinite(x) else str(x).replace('inf', 'Infinity').replace('nan', 'NaN')


rng = np.random.default_rng(0)
samples = {
    'normal': rng.normal(size=200).round(6).tolist(),
    'one': [1.5],
    'same': [2.0, 2.0, 2.0],
    'negative': [-3.0, -1.0, -2.0, -2.5],
    'wide': [-1e300, 0.0, 1e300],
    'tiny': (1e-300 * np.arange(50)).tolist(),
}
histograms = []
for name, values in samples.items():
    low, high = min(values), max(values)
    counts, edges = np.histogram(np.array(values), bins=30 if high > low else 1, range=(low, high) if high > low else None)
    histograms.append({
        'name': name, 'values': values, 'min': low, 'max': high, 'sum': float(np.sum(values)),
        'counts': counts.tolist(), 'limits': [*edges[1:-1].tolist(), high],
    })

image = png('RGB', [(255, 0, 0), (0, 0, 255)])
given = [
    {'time': 1700000000.25, 'step': 0, 'values': [{'tag': 'loss', 'scalar': 2.5}, {'tag': 'accuracy', 'scalar': 0.0}]},
    {'time': 1700000001.5, 'step': 1, 'values': [{'tag': 'loss', 'scalar': float('nan')}, {'tag': 'grad', 'scalar': float('-inf')}]},
    {'time': 1700000002.0, 'step': 300, 'values': [{'tag': 'größe/漢字', 'scalar': 0.1}]},
    {'time': 1700000003.0, 'step': 2**40, 'values': [{'tag': 'weight', 'histogram': {
        'min': -1.0, 'max': 2.0, 'count': 4, 'sum': 0.0, 'sumOfSquares': 7.5, 'limits': [0.5, 2.0], 'counts': [3.0, 1.0]}}]},
    {'time': 1700000004.0, 'step': 3, 'values': [{'tag': 'picture', 'image': {
        'width': 2, 'height': 1, 'channels': 3, 'png': base64.b64encode(image).decode()}}]},
]

kept = Keep()
writer = RecordWriter(kept)
writer.write(event_pb2.Event(wall_time=1700000000.0, file_version='brain.Event:2').SerializeToString())
start = event_pb2.Event(wall_time=1700000000.0, step=7)
start.session_log.status = event_pb2.SessionLog.START
writer.write(start.SerializeToString())
for event in given:
    out = []
    for value in event['values']:
        made = summary_pb2.Summary.Value(tag=value['tag'])
        if 'scalar' in value:
            made.simple_value = value['scalar']
        elif 'image' in value:
            i = value['image']
            made.image.width, made.image.height, made.image.colorspace = i['width'], i['height'], i['channels']
            made.image.encoded_image_string = base64.b64decode(i['png'])
        else:
            h = value['histogram']
            made.histo.min, made.histo.max, made.histo.num = h['min'], h['max'], h['count']
            made.histo.sum, made.histo.sum_squares = h['sum'], h['sumOfSquares']
            made.histo.bucket_limit.extend(h['limits'])
            made.histo.bucket.extend(h['counts'])
        out.append(made)
    writer.write(event_pb2.Event(wall_time=event['time'], step=event['step'], summary=summary_pb2.Summary(value=out)).SerializeToString())
writer.flush()
for event in given:
    for value in event['values']:
        if 'scalar' in value:
            value['scalar'] = plain(value['scalar'])

texts = ['', '123456789', 'a' * 32, 'TensorBoard', 'größe']
json.dump({
    'versions': {name: version(name) for name in ['tensorboard', 'protobuf', 'numpy']},
    'crc32c': [{'text': t, 'crc': crc32c(t.encode()), 'masked': masked_crc32c(t.encode())} for t in texts],
    'start': 7,
    'events': given,
    'file': base64.b64encode(kept.getvalue()).decode(),
    'histograms': histograms,
}, open(__file__.replace('make.py', 'events.json'), 'w'), ensure_ascii=False)
