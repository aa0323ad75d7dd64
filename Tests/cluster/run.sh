#!/usr/bin/env bash
# A study as an array job of a real Slurm on this machine: munge, slurmctld and slurmd are started in a folder of their own, an array
# of four tasks is submitted, one of them is killed and put into the queue again, and the parts are put together and compared with one
# run. Needs root and Debian's packages slurm-wlm and munge.
#
#     Tests/cluster/run.sh .build/release/glassbox
set -euo pipefail
program=$(readlink -f -- "$1")
root=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")
for tool in munged slurmctld slurmd sbatch scontrol squeue; do
    PATH=$PATH:/usr/sbin command -v $tool > /dev/null || { echo "install slurm-wlm and munge first: $tool is missing"; exit 69; }
done
PATH=$PATH:/usr/sbin
folder=$(mktemp -d /tmp/glassbox-slurm-XXXXXX)
chmod 755 "$folder"
host=$(hostname -s)
processes=()
finish() {
    for process in "${processes[@]}"; do kill "$process" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

# munge: who is who.
mkdir -p "$folder/munge" "$folder/state" "$folder/spool"
dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
chmod 700 "$folder/munge" && chmod 400 "$folder/munge/key"
munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge/key" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" > /dev/null 2>&1 &
processes+=($!)
until [ -S "$folder/munge.socket" ]; do sleep 0.1; done

cat > "$folder/slurm.conf" << END
ClusterName=glassbox
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
MinJobAge=300
JobRequeue=1
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=YES
END
export SLURM_CONF=$folder/slurm.conf
slurmctld -D > /dev/null 2>&1 &
processes+=($!)
slurmd -D > /dev/null 2>&1 &
processes+=($!)
for _ in $(seq 100); do sinfo -h -o %t 2> /dev/null | grep -qE 'idle|mix|alloc' && break; sleep 0.2; done
sinfo -h -o %t | grep -qE 'idle|mix|alloc' || { tail -n 5 "$folder"/slurm*.log; exit 1; }

cd "$folder"
while read -r label photo; do
    mkdir -p "set/$label"
    for number in $(seq 80); do ln -s "$root/Resources/photos/$photo" "set/$label/$number-$photo"; done
done << 'END'
palace palace.jpg
daisy flower.jpg
espresso coffee.png
missile rocket.jpg
END
"$program" study set --no-cache --csv one.csv > one.txt

cat > job.sh << END
#!/bin/bash
#SBATCH --array=0-3
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=$folder/task-%a.log
cd "$folder"
echo "task \$SLURM_ARRAY_TASK_ID of \$SLURM_ARRAY_TASK_COUNT, restart \${SLURM_RESTART_COUNT:-0}"
exec "$program" study set --no-cache --output "part-\$SLURM_ARRAY_TASK_ID.jsonl" > /dev/null
END
job=$(sbatch --parsable job.sh)
# One task is put back into the queue while it writes: Slurm kills it and starts it again.
until [ -s part-1.jsonl ] && [ "$(wc -l < part-1.jsonl)" -gt 2 ]; do sleep 0.02; done
scontrol requeue "${job}_1"
before=$(wc -l < part-1.jsonl)
# A requeued task waits until its node is clean; what is pending is let go.
for _ in $(seq 600); do
    scontrol release "${job}_1" > /dev/null 2>&1 || true
    [ -z "$(squeue -h -j "$job" 2> /dev/null)" ] && break
    sleep 0.5
done
cat task-*.log
grep -q "restart 1" task-1.log || { echo "task 1 was not started again"; exit 1; }
"$program" merge part-*.jsonl --csv merged.csv > merged.txt
cmp one.csv merged.csv
diff one.txt merged.txt
echo "An array of four in Slurm $(slurmctld -V | cut -d' ' -f2), one task of it killed after $before lines and queued again, makes the table of one run: $(wc -l < one.csv) lines."
