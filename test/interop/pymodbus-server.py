"""A Modbus TCP server of pymodbus 3.0: python3 pymodbus-server.py PORT. Unit 3, input registers, floats as SDM630."""
import struct
import sys
import threading

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartTcpServer

values = {0x00: 230.5, 0x02: 231.5, 0x04: 229.25, 0x06: 1.5, 0x0C: 345.75, 0x2A: 230.0, 0x30: 4.5, 0x34: 1036.5, 0x48: 98765.4}
words = [0] * 100
for address, value in values.items():
    words[address : address + 2] = struct.unpack(">HH", struct.pack(">f", value))

# The store counts from 1 on the wire's 0 unless zero_mode is set.
unit = ModbusSlaveContext(ir=ModbusSequentialDataBlock(0, words), zero_mode=True)
context = ModbusServerContext(slaves={3: unit}, single=False)
# Whoever started us holds our standard input; when it closes, so do we.
threading.Thread(target=lambda: (sys.stdin.read(), __import__("os")._exit(0)), daemon=True).start()
StartTcpServer(context=context, address=("127.0.0.1", int(sys.argv[1])))
